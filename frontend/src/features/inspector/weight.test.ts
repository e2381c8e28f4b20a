import { array, assert, constantFrom, integer, property } from "fast-check";
import { expect, test } from "vitest";
import { weigh } from "./weight";

function shown(text: string, from: number, to: number, way: 1 | -1) {
  const done = weigh(text, from, to, way);
  return done && [done.text, done.text.slice(done.start, done.end)];
}

test("a selection gets a weight, without the blanks around it", () => {
  expect(shown("a pale moon, snow", 1, 11, 1)).toEqual(["a (pale moon:1.05), snow", "pale moon"]);
  expect(shown("a pale moon or two", 1, 12, 1)).toEqual(["a (pale moon:1.05) or two", "pale moon"]);
  expect(shown("a pale moon, snow", 2, 11, -1)).toEqual(["a (pale moon:0.95), snow", "pale moon"]);
});

test("a group goes on in steps from where it is", () => {
  expect(shown("(snow:1.1)", 1, 5, 1)).toEqual(["(snow:1.15)", "snow"]);
  expect(shown("(snow:1.1)", 0, 10, -1)).toEqual(["(snow:1.05)", "snow"]);
});

test("at one the brackets go", () => {
  expect(shown("deep (snow:1.05)", 8, 8, -1)).toEqual(["deep snow", "snow"]);
});

test("without a selection the word under the caret is meant", () => {
  expect(shown("deep snow.", 7, 7, 1)).toEqual(["deep (snow:1.05).", "snow"]);
  expect(shown("deep snow", 9, 9, 1)).toEqual(["deep (snow:1.05)", "snow"]);
});

test.each([
  ["", 0, 0],
  ["a  b", 2, 2],
  ["a b", 1, 2],
  ["a (b:1.1) c", 0, 5],
])("%j from %d to %d holds nothing to weigh", (text, from, to) => {
  expect(weigh(text, from, to, 1)).toBeNull();
});

test("weights stay within what models can bear", () => {
  expect(shown("(snow:2)", 2, 2, 1)).toEqual(["(snow:2)", "snow"]);
  expect(shown("(snow:0.1)", 2, 2, -1)).toEqual(["(snow:0.1)", "snow"]);
});

test("as many steps back as forth leave the text as it was", () => {
  const words = array(constantFrom("pale", "moon", "the sea", "Ü"), { minLength: 1, maxLength: 6 });
  assert(
    property(
      words,
      integer({ min: 1, max: 15 }),
      constantFrom(1 as const, -1 as const),
      (list, steps, way) => {
        const text = list.join(", ");
        let at = { text, start: 0, end: list[0]?.length ?? 0 };
        for (let step = 0; step < 2 * steps; step += 1) {
          const next = weigh(at.text, at.start, at.end, step < steps ? way : way === 1 ? -1 : 1);
          if (next) at = next;
        }
        expect(at.text).toBe(text);
      },
    ),
  );
});
