import { expect, test } from "vitest";
import { neighbour, numberOf, placeOf, rivalOf } from "./order";

const take = (id: string, isSelected = false) => ({ id, isSelected });
const takes = [take("a"), take("b", true), take("c"), take("d")];

test("numbers rise to the right", () => {
  expect(takes.map((one) => numberOf(takes, one))).toEqual([1, 2, 3, 4]);
  const right = neighbour(takes, "b", 1);
  expect(right && numberOf(takes, right)).toBe(3);
  expect(neighbour(takes, "b", -1)?.id).toBe("a");
  expect(neighbour(takes, "d", 1)).toBeUndefined();
  expect(neighbour(takes, "a", -1)).toBeUndefined();
});

test("the take beside is stepped over", () => {
  expect(neighbour(takes, "b", 1, "c")?.id).toBe("d");
  expect(neighbour(takes, "c", 1, "d")).toBeUndefined();
});

test("a take is compared with the picked one, else with its neighbour", () => {
  expect(rivalOf(takes, "d")?.id).toBe("b");
  expect(rivalOf(takes, "b")?.id).toBe("a");
  expect(rivalOf([take("a", true), take("b")], "a")?.id).toBe("b");
  expect(rivalOf([take("a", true)], "a")).toBeUndefined();
});

test("the place is told by the takes' own numbers", () => {
  expect(placeOf(takes, take("b"), undefined)).toBe("Take 2 of 4");
  expect(placeOf(takes, take("a"), take("d"))).toBe("Take 1 beside take 4, of 4");
});
