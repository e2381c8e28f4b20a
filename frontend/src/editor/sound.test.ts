import { assert, double, property } from "fast-check";
import { expect, test } from "vitest";
import { correction, FAR, loudnessAt } from "./sound";

const sound = { from: 2, to: 10, gain: -20, fadeIn: 2, fadeOut: 4, muted: false };

test("a sound swells, stands and dies away, and is heard nowhere else", () => {
  const heard = [1.99, 2, 3, 4, 6, 8, 10].map((moment) => loudnessAt(sound, moment));
  expect(heard).toEqual([0, 0, 0.05, 0.1, 0.1, 0.05, 0]);
  expect(loudnessAt({ ...sound, muted: true }, 5)).toBe(0);
});

test("what is late runs faster, what is early slower, and what is lost jumps", () => {
  expect(correction(0.001, 1)).toEqual({ seek: false, rate: 1 });
  expect(correction(FAR, 1)).toEqual({ seek: false, rate: 1.08 });
  expect(correction(-FAR, 2)).toEqual({ seek: false, rate: 1.84 });
  expect(correction(1, 1)).toEqual({ seek: true });
});

test("left to itself, whatever was not lost comes within a quarter of what one sees", () => {
  assert(
    property(double({ min: -0.24, max: 0.24, noNaN: true }), (begin) => {
      let late = begin;
      for (let step = 0; step < 2_000; step += 1) {
        const done = correction(late, 1);
        if (done.seek) throw new Error("It was not lost.");
        late -= (done.rate - 1) * 0.016;
      }
      expect(Math.abs(late)).toBeLessThan(FAR / 3);
    }),
  );
});
