import { describe, expect, test } from "vitest";
import { decodeScript, MOST_BYTES, refusalOf } from "./decode";

const utf8 = (text: string) => new TextEncoder().encode(text);
const bytes = (...values: number[]) => Uint8Array.from(values);

describe("a text file is read", () => {
  test("as UTF-8, with a byte order mark or without", () => {
    expect(decodeScript("a.fountain", utf8("Zoë läuft"))).toEqual({ ok: true, text: "Zoë läuft" });
    expect(decodeScript("a.txt", utf8("\uFEFFINT. HALL"))).toEqual({ ok: true, text: "INT. HALL" });
  });
  test("as UTF-16 by its byte order mark, either way round", () => {
    expect(decodeScript("a.txt", bytes(0xff, 0xfe, 0x5a, 0, 0xeb, 0))).toEqual({
      ok: true,
      text: "Zë",
    });
    expect(decodeScript("a.txt", bytes(0xfe, 0xff, 0, 0x5a, 0, 0xeb))).toEqual({
      ok: true,
      text: "Zë",
    });
  });
  test("as Windows-1252 where it is not UTF-8", () => {
    expect(decodeScript("a.txt", bytes(0x5a, 0xeb, 0x20, 0xe4))).toEqual({
      ok: true,
      text: "Zë ä",
    });
  });
  test("with single newlines, as its lines are counted", () => {
    expect(decodeScript("a.txt", utf8("a\r\nb\rc\n"))).toEqual({ ok: true, text: "a\nb\nc\n" });
  });
});

describe("other files are refused in words", () => {
  test.each([
    ["Hamlet.FDX", "Final Draft"],
    ["hamlet.pdf", "PDF"],
    ["hamlet.docx", "Word"],
  ])("%s is a %s file", (name, format) => {
    expect(refusalOf(name, 10)).toContain(`a ${format} file`);
  });
  test("what is no text", () => {
    expect(decodeScript("a.txt", bytes(0x41, 0, 0x42))).toEqual({
      ok: false,
      message: "“a.txt” is not a text file.",
    });
  });
  test("what is far too large, before it is read", () => {
    expect(refusalOf("a.txt", 2 * MOST_BYTES)).toBeNull();
    expect(refusalOf("a.txt", 9 * 1024 * 1024)).toContain("has 9 MB; at most 2 MB");
  });
});
