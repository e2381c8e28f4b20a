import { assert, constantFrom, integer, property } from "fast-check";
import { expect, test } from "vitest";
import { rateOf, timecode } from "@/editor/time";
import { framesOf, spoken } from "./length";

const FILM = rateOf("24");
const rates = constantFrom("24", "25", "30", "24000/1001", "30000/1001", "60", "120").map(rateOf);

test.each([
  ["2.5", 60],
  ["2,5 s", 60],
  ["2.5s", 60],
  [".5", 12],
  ["2", 48],
  ["60f", 60],
  ["1 frame", 1],
  ["60 frames", 60],
  ["1:30", 2160],
  ["1:02.5", 1500],
  ["1 min 30 s", 2160],
  ["2m", 2880],
  ["00:00:02:12", 60],
  [" 0:0:2:12 ", 60],
])("%j is understood", (typed, frames) => {
  expect(framesOf(typed, FILM)).toBe(frames);
});

test.each([
  "",
  "s",
  ".",
  "0",
  "0f",
  "-2",
  "2.5x",
  "1:75",
  "00:00:02:24",
  "00:61:00:00",
  "99999999f",
])("%j is no length", (typed) => {
  expect(framesOf(typed, FILM)).toBeNull();
});

test("fractional rates are exact, and half a frame goes up", () => {
  expect(framesOf("1001s", rateOf("24000/1001"))).toBe(24_000);
  expect(framesOf("0.35", rateOf("30"))).toBe(11);
});

test("what is shown and its timecode name the same frames again", () => {
  assert(
    property(rates, integer({ min: 1, max: 100_000 }), (rate, frames) => {
      expect(framesOf(spoken(frames, rate), rate)).toBe(frames);
      expect(framesOf(timecode(frames, rate), rate)).toBe(frames);
    }),
  );
});

test("no more decimals than are needed", () => {
  expect([spoken(48, FILM), spoken(60, FILM), spoken(61, FILM)]).toEqual([
    "2 s",
    "2.5 s",
    "2.54 s",
  ]);
});
