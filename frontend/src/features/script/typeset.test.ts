import { array, assert, constantFrom, property } from "fast-check";
import { describe, expect, test } from "vitest";
import { bare, runsOf, typeset } from "./typeset";

const kinds = (text: string) =>
  typeset(text, "FOUNTAIN").map(({ kind, line }) => `${line} ${kind}`);

describe("a screenplay", () => {
  test("has a title page, headings, action, speeches and transitions", () => {
    const text = [
      "Title: Hamlet",
      "Author: W. S.",
      "",
      "FADE IN:",
      "",
      "EXT. ELSINORE - MIDNIGHT #1#",
      "",
      "A bare platform.",
      "Snow.",
      "",
      "BERNARDO (O.S.)",
      "(wearily)",
      "Who's there?",
      "Speak.",
      "",
      "CUT TO:",
      "",
      "> THE END <",
    ].join("\n");
    expect(kinds(text)).toEqual([
      "1 title",
      "4 transition",
      "6 heading",
      "8 action",
      "11 character",
      "12 parenthetical",
      "13 dialogue",
      "16 transition",
      "18 centered",
    ]);
  });
  test("has signs that force what a line is", () => {
    expect(kinds(".SNIPER SCOPE")).toEqual(["1 heading"]);
    expect(kinds("@McCLANE\nYippee.")).toEqual(["1 character", "2 dialogue"]);
    expect(kinds("!SCANNING THE AISLES\nWhere is she?")).toEqual(["1 action"]);
    expect(kinds("> Burn to white.")).toEqual(["1 transition"]);
    expect(kinds("~Willy Wonka")).toEqual(["1 lyric"]);
  });
  test("has sections, synopses, notes and page breaks", () => {
    expect(
      kinds("# Act\n\n= What happens.\n\n[[mend\n\nthis]]\n\n===\n\n/* out\n\nof it */"),
    ).toEqual(["1 section", "3 synopsis", "5 note", "9 break", "11 note"]);
  });
  test("a name with nothing behind it is action; a heading in small letters needs air", () => {
    expect(kinds("BERNARDO\n\nGoes.")).toEqual(["1 action", "3 action"]);
    expect(kinds("int. hall - day\nHe waits.")).toEqual(["1 action"]);
  });
});

test("prose has paragraphs and chapters", () => {
  expect(typeset("Chapter One\n\nShe ran.\nFast.\n\nINT. is no heading here", "PROSE")).toEqual([
    { kind: "section", line: 1, lines: ["Chapter One"] },
    { kind: "action", line: 3, lines: ["She ran.", "Fast."] },
    { kind: "action", line: 6, lines: ["INT. is no heading here"] },
  ]);
});

const PIECES = [
  "",
  "INT. HALL - DAY",
  "ODA",
  "(low)",
  "She goes.",
  "/*",
  "*/",
  "[[",
  "> X",
  "===",
  "~la",
  "  ",
  "Title: x",
  "@a",
  "#",
  "CUT TO:",
];

test("every line that is not blank is in exactly one block, in order", () => {
  assert(
    property(
      array(constantFrom(...PIECES)),
      constantFrom("FOUNTAIN" as const, "PROSE" as const),
      (lines, format) => {
        const seen = new Map<number, string>();
        for (const block of typeset(lines.join("\n"), format)) {
          block.lines.forEach((line, at) => {
            expect(seen.has(block.line + at)).toBe(false);
            seen.set(block.line + at, line);
          });
        }
        expect([...seen.keys()]).toEqual([...seen.keys()].toSorted((a, b) => a - b));
        for (const [number, line] of seen) expect(lines[number - 1]).toBe(line);
        lines.forEach((line, at) => {
          if (line.trim()) expect(seen.has(at + 1)).toBe(true);
        });
      },
    ),
  );
});

test("signs are not shown", () => {
  expect(bare("heading", ".SCOPE #12A#")).toBe("SCOPE");
  expect(bare("character", "@McCLANE ^")).toBe("McCLANE");
  expect(bare("centered", "> THE END <")).toBe("THE END");
  expect(bare("action", "    !Left.")).toBe("    !Left.");
});

test("emphasis is set, also within another", () => {
  expect(runsOf("a **b *c*** d_e")).toEqual([
    { text: "a " },
    { text: "b ", bold: true },
    { text: "c", bold: true, italic: true },
    { text: " d_e" },
  ]);
  expect(runsOf("_under_")).toEqual([{ text: "under", underline: true }]);
  expect(runsOf("a [[mend]]")).toEqual([{ text: "a " }, { text: "mend", note: true }]);
  expect(runsOf("5 * 3 * 2")).toEqual([{ text: "5 * 3 * 2" }]);
});
