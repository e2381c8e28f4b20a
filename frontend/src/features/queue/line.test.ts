import { expect, test } from "vitest";
import { type InLine, placeOf } from "./line";

const one = (
  id: string,
  queuePosition: number | null,
  priority: InLine["priority"] = "NORMAL",
) => ({
  id,
  priority,
  queuePosition,
});
const LINE = [one("c", 4), one("a", 2), one("r", 1, "RUSH"), one("p", null), one("b", 3)];

test("a render moves before the one that is next to it in its line, or before all of it", () => {
  expect(placeOf(one("c", 4), LINE, "up")).toEqual({ before: "b", next: null });
  expect(placeOf(one("c", 4), LINE, "front")).toEqual({ before: "a", next: null });
  expect(placeOf(one("b", 3), LINE, "up")).toEqual({ before: "a", next: "c" });
});

test("what is first, paused or gone stays where it is", () => {
  expect(placeOf(one("a", 2), LINE, "up")).toBeNull();
  expect(placeOf(one("r", 1, "RUSH"), LINE, "front")).toBeNull();
  expect(placeOf(one("p", null), LINE, "front")).toBeNull();
  expect(placeOf(one("x", 9), LINE, "up")).toBeNull();
});
