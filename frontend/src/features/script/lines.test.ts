import { array, assert, integer, nat, property, string } from "fast-check";
import { describe, expect, test } from "vitest";
import { lastUpTo, lineAt, lineStarts, paragraphAt } from "./lines";

test("each offset lies on the line that is counted by newlines", () => {
  assert(
    property(array(string({ maxLength: 6 }), { minLength: 1 }), nat(), (lines, somewhere) => {
      const text = lines.join("\n");
      const offset = somewhere % (text.length + 1);
      const counted = text.slice(0, offset).split("\n").length;
      expect(lineAt(lineStarts(text), offset)).toBe(counted);
    }),
  );
});

test("the last value up to another is found as a search from the end finds it", () => {
  assert(
    property(
      array(integer({ min: 0, max: 50 })),
      integer({ min: -1, max: 51 }),
      (values, value) => {
        const rising = values.toSorted((a, b) => a - b);
        expect(lastUpTo(rising, value)).toBe(rising.findLastIndex((other) => other <= value));
      },
    ),
  );
});

describe("the paragraph of a shot", () => {
  const lines = [
    "INT. HALL - DAY",
    "",
    "A boot scrapes.",
    "He turns.",
    "",
    "BERNARDO",
    "Who's there?",
  ];
  test("ends before the blank line", () => {
    expect(paragraphAt(lines, 3)).toEqual({ from: 3, to: 4 });
  });
  test("ends before the next shot, and with the text", () => {
    expect(paragraphAt(lines, 3, 4)).toEqual({ from: 3, to: 3 });
    expect(paragraphAt(lines, 6)).toEqual({ from: 6, to: 7 });
  });
  test("is a line at least", () => {
    expect(paragraphAt(lines, 3, 3)).toEqual({ from: 3, to: 3 });
    expect(paragraphAt(lines, 99)).toEqual({ from: 99, to: 99 });
  });
});
