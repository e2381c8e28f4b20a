import { expect, test } from "vitest";
import { rateOf } from "@/editor/time";
import { RATES, SIZES, sizeOf, sizeText, withPresent } from "./format";

test("every size can be read and written, and is even for video", () => {
  for (const { value } of SIZES) {
    const size = sizeOf(value);
    expect(sizeText(size)).toBe(value);
    expect([size.width % 2, size.height % 2]).toEqual([0, 0]);
  }
  expect(() => sizeOf("wide")).toThrow(RangeError);
});

test("every rate is exact", () => {
  for (const { value } of RATES) expect(() => rateOf(value)).not.toThrow();
});

test("an unusual value stays a choice", () => {
  expect(withPresent(SIZES, "1280x720")).toBe(SIZES);
  expect(withPresent(SIZES, "640x480").at(-1)).toEqual({ value: "640x480", label: "640 × 480" });
});
