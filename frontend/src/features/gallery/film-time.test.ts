import { assert, constantFrom, nat, property } from "fast-check";
import { expect, test } from "vitest";
import { frameAt } from "@/editor/time";
import { amid, filmRate, frameBegun, frameCount } from "./film-time";

const RATES = ["24", "25", "30", "60", "24000/1001", "30000/1001", "12"];
const rates = constantFrom(...RATES).map((fps) => filmRate({ fps, frames: null }));
const frames = nat(200_000);

test("a moment amid a frame is of that frame", () => {
  assert(property(frames, rates, (frame, rate) => frameAt(amid(frame, rate), rate) === frame));
});

test("a frame is known by its rounded beginning", () => {
  assert(
    property(frames, rates, (frame, rate) => {
      const begins = (frame * rate.denominator) / rate.numerator;
      return frameBegun(Math.round(begins * 1e6) / 1e6, rate) === frame;
    }),
  );
});

test("how many frames there are is told, or follows from the length", () => {
  expect(frameCount({ frames: 96, fps: "24" }, 9)).toBe(96);
  expect(frameCount({ frames: null, fps: "25" }, 2)).toBe(50);
  expect(frameCount({ frames: null, fps: null }, Number.NaN)).toBe(1);
});
