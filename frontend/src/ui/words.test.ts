import { expect, test } from "vitest";
import { plural } from "./words";

test("one is not plural, and many are told in groups of three", () => {
  expect([plural(1, "shot"), plural(0, "shot"), plural(2000, "shot")]).toEqual([
    "1 shot",
    "0 shots",
    "2,000 shots",
  ]);
  expect(plural(2, "entry", "entries")).toBe("2 entries");
});
