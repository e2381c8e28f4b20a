import { expect, test } from "vitest";
import { isTimeline, MOST_BYTES, refusalOf, textOf } from "./timeline-file";

test("timelines and bundles are known by their names, scripts and pictures are none", () => {
  expect(
    ["a.otio", "A.FCPXML", "cut.v2.xml", "reel.edl", "p.json", "all.zip"].every(isTimeline),
  ).toBe(true);
  expect(["a.fountain", "a.txt", "a.png", "otio", "edl.mp4"].some(isTimeline)).toBe(false);
});

test("what cannot be compared is refused in words", () => {
  expect(refusalOf({ name: "a.zip", size: 9 })).toContain("archive");
  expect(refusalOf({ name: "a.edl", size: MOST_BYTES + 1 })).toContain("20 MB");
  expect(refusalOf({ name: "a.edl", size: 0 })).toContain("empty");
  expect(refusalOf({ name: "a.edl", size: 9 })).toBeNull();
});

test("text is read as it was written", () => {
  expect(textOf(new TextEncoder().encode("Bühne"))).toBe("Bühne");
  expect(textOf(new Uint8Array([0x42, 0xfc, 0x68]))).toBe("Büh");
  expect(textOf(new Uint8Array([0xff, 0xfe, 0x42, 0x00]))).toBe("B");
});
