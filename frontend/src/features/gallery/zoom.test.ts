import { assert, double, property } from "fast-check";
import { expect, test } from "vitest";
import { FIT, panned, zoomed } from "./zoom";

const finite = (min: number, max: number) => double({ min, max, noNaN: true });

test("the point under the pointer stays under it", () => {
  assert(
    property(finite(1.1, 4), finite(-300, 300), finite(-200, 200), (factor, x, y) => {
      const before = { scale: 2, x: 10, y: -20 };
      const after = zoomed(before, factor, { x, y });
      expect((x - after.x) / after.scale).toBeCloseTo((x - before.x) / before.scale, 6);
      expect((y - after.y) / after.scale).toBeCloseTo((y - before.y) / before.scale, 6);
    }),
  );
});

test("out to the whole picture is where it began", () => {
  expect(zoomed({ scale: 2, x: 30, y: 9 }, 0.1)).toEqual(FIT);
});

test("panning never uncovers the frame", () => {
  const view = panned({ scale: 3, x: 0, y: 0 }, 10_000, -10_000, { width: 100, height: 50 });
  expect(view).toEqual({ scale: 3, x: 100, y: -50 });
});
