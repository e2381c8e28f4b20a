import { expect, test } from "vitest";
import { filterOf, sinceOf } from "./address";

const NOON = Date.parse("2026-03-05T12:00:00Z");

test("nothing chosen asks for all, those that were cleared among them", () => {
  expect(filterOf({})).toEqual({ cleared: null });
});

test("what is chosen is asked for", () => {
  const address = { q: "rain", model: "flux", kind: "VIDEO", by: "a", project: "p", period: "7" };
  expect(filterOf(address, NOON)).toEqual({
    ...{ cleared: null, search: "rain", model: "flux", kind: "VIDEO" },
    ...{ accountId: "a", projectId: "p", since: "2026-02-27T00:00:00.000Z" },
  });
});

test.each([
  ["FAILED", { states: ["FAILED"] }],
  ["active", { active: true }],
  ["nonsense", {}],
])("an outcome of %s", (outcome, part) => {
  expect(filterOf({ outcome })).toEqual({ cleared: null, ...part });
});

test("today begins at midnight; no period is all time", () => {
  expect(sinceOf({ period: "1" }, NOON)).toBe("2026-03-05T00:00:00.000Z");
  expect(sinceOf({ period: "5" }, NOON)).toBeNull();
});
