import { describe, expect, test } from "vitest";
import { type Clip, passagesOf, placed, spanOfShot } from "./passages";
import { typeset } from "./typeset";

const clip = (id: string, sourceLine: number | null) => ({ id, sourceLine }) as Clip;
const ids = (shots: { clip: Clip }[]) => shots.map((shot) => shot.clip.id);

describe("shots stand at their lines", () => {
  test("in the order of the script, even where the film has another", () => {
    const shots = placed([
      { sourceLine: 9, clips: [clip("c", 9)] },
      { sourceLine: 1, clips: [clip("a", 1), clip("b", 3)] },
    ]);
    expect(ids(shots)).toEqual(["a", "b", "c"]);
  });
  test("and one that came later at the one before it", () => {
    const shots = placed([
      { sourceLine: 4, clips: [clip("x", null), clip("a", 6), clip("y", null)] },
    ]);
    expect(shots.map(({ line }) => line)).toEqual([4, 6, 6]);
  });
});

const TEXT = "INT. HALL - DAY\n\nShe runs.\n\nODA\nNo.\n\nHe stays.\n\nINT. YARD - DAY\n\nRain.";
const blocks = typeset(TEXT, "FOUNTAIN");

describe("passages", () => {
  test("begin with shots and headings, and hold all blocks and shots", () => {
    const shots = placed([{ sourceLine: 1, clips: [clip("a", 3), clip("b", 6)] }]);
    const passages = passagesOf(blocks, shots);
    expect(passages.map((passage) => [passage.from, ids(passage.shots)])).toEqual([
      [1, []],
      [3, ["a"]],
      [6, ["b"]],
      [10, []],
    ]);
    expect(passages.flatMap((passage) => passage.blocks)).toEqual(blocks);
  });
  test("lose no shot whose line is gone", () => {
    const shots = placed([{ sourceLine: 1, clips: [clip("z", 999)] }]);
    expect(passagesOf(blocks, shots).flatMap((passage) => ids(passage.shots))).toEqual(["z"]);
  });
  test("are never long", () => {
    const long = typeset("A line.\n\n".repeat(100), "FOUNTAIN");
    expect(Math.max(...passagesOf(long, []).map((passage) => passage.blocks.length))).toBe(12);
  });
});

test("a shot came from its paragraph", () => {
  const shots = placed([{ sourceLine: 1, clips: [clip("a", 3), clip("b", 5)] }]);
  const lines = TEXT.split("\n");
  expect(spanOfShot(shots, 0, lines)).toEqual({ from: 3, to: 3 });
  expect(spanOfShot(shots, 1, lines)).toEqual({ from: 5, to: 6 });
  expect(spanOfShot(shots, 9, lines)).toBeNull();
});
