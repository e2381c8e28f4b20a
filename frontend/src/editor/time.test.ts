import { assert, constantFrom, integer, property } from "fast-check";
import { describe, expect, test } from "vitest";
import { frameAt, lengthOf, rateOf, secondsOf, timecode, waitOf } from "./time";

const RATES = ["24", "25", "30", "24000/1001", "30000/1001", "60", "120"];
const rates = constantFrom(...RATES).map(rateOf);

describe("rates", () => {
  test("are read exactly", () => {
    expect(rateOf("24000/1001")).toEqual({ numerator: 24000, denominator: 1001 });
  });
  test.each(["0", "24/0", "-1", "23.976", "", "24/"])("%j is refused", (text) => {
    expect(() => rateOf(text)).toThrow(RangeError);
  });
});

test("each frame's beginning shows that frame, at every rate", () => {
  assert(
    property(rates, integer({ min: 0, max: 2 ** 24 }), (rate, frame) => {
      expect(frameAt(secondsOf(frame, rate), rate)).toBe(frame);
    }),
  );
});

test("timecode carries at the whole rate", () => {
  expect(timecode(24 * 3600 + 25, rateOf("24"))).toBe("01:00:01:01");
  expect(timecode(30, rateOf("30000/1001"))).toBe("00:00:01:00");
});

test("lengths and waits are words", () => {
  expect(lengthOf(108, rateOf("24"))).toBe("4.5 s");
  expect(lengthOf(24 * 80, rateOf("24"))).toBe("1 min 20 s");
  expect(waitOf(42)).toBe("about 40 s");
  expect(waitOf(200)).toBe("about 3 min");
});
