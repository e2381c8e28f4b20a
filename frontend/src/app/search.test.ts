import { assert, nat, property, stringMatching } from "fast-check";
import { expect, test } from "vitest";
import { type Entry, indexed, scoreOf, search } from "./search";

function entry(key: string, title: string, words = "", group = "Shots"): Entry {
  return { key, group, title, words };
}

const SHOTS = [
  entry("1", "1", "Mara climbs the stair"),
  entry("12", "12", "A boat comes in to the lighthouse"),
  entry("112", "112", "She waves"),
  entry("light", "INT. LIGHTHOUSE - NIGHT", "", "Scenes"),
  entry("act", "Generate", "Generate", "Actions"),
];
const found = (text: string, recent: string[] = []) =>
  search(indexed(SHOTS), text, recent)
    .flatMap(({ entries }) => entries)
    .map(({ key }) => key);

test("a number finds that shot first, and no word in the middle of another", () => {
  expect(found("12")).toEqual(["12"]);
  expect(found("1")).toEqual(["1", "12", "112"]);
});

test("a scene before the shots that tell of it, whatever the case and the accents", () => {
  expect(found("LïGHT")).toEqual(["light", "12"]);
  expect(found("boat in")).toEqual(["12"]);
  expect(found("night int")).toEqual(["light"]);
});

test("letters that are left out are forgiven in names", () => {
  expect(found("lghthse")).toEqual(["light"]);
  expect(found("genrate")).toEqual(["act"]);
  expect(found("zzz")).toEqual([]);
});

test("of what fits as well, what was chosen lately stands first", () => {
  expect(found("she")).toEqual(["112"]);
  const twins = indexed([entry("a", "Tea"), entry("b", "Tea")]);
  expect(search(twins, "tea", ["b"])[0]?.entries.map(({ key }) => key)).toEqual(["b", "a"]);
  expect(search(twins, "tea")[0]?.entries.map(({ key }) => key)).toEqual(["a", "b"]);
});

test("whatever is named is found by its name, and by the beginning of it", () => {
  const name = stringMatching(/^[a-z0-9]{2,12}( [a-z0-9]{1,8}){0,3}$/);
  assert(
    property(name, nat(), (title, cut) => {
      const [one] = indexed([entry("x", title)]);
      if (!one) throw new Error("There is one.");
      const words = title.split(" ");
      expect(scoreOf(words, one)).toBeGreaterThanOrEqual(80);
      const part = words.map((word) => word.slice(0, 1 + (cut % word.length)));
      expect(scoreOf(part, one)).toBeGreaterThanOrEqual(80);
    }),
  );
});

test("searching two thousand shots takes a few times what reading them once for a word does", () => {
  const many = Array.from({ length: 2_000 }, (_, at) =>
    entry(
      String(at),
      String(at),
      `Ada opens door ${at} of the long house and looks about`.repeat(3),
    ),
  );
  const index = indexed(many);
  const texts = ["d", "do", "door", "door 17", "lks abt hse"];
  const bare = quickest(() =>
    texts.map((text) => many.filter((one) => !one.words?.includes(`${text}~`))),
  );
  const ours = quickest(() => texts.map((text) => search(index, text)));
  expect(ours / bare).toBeLessThan(40);
});

/** Milliseconds of the quickest of some runs. */
function quickest(run: () => unknown): number {
  const took = Array.from({ length: 5 }, () => {
    const begun = performance.now();
    run();
    return performance.now() - begun;
  });
  return Math.min(...took);
}
