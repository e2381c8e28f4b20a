import { expect, test } from "vitest";
import { extentOf, seedOf } from "./target";

test("a seed is a whole number below 2^64", () => {
  expect(seedOf(" 042 ")).toBe("42");
  expect(seedOf("18446744073709551615")).toBe("18446744073709551615");
  for (const wrong of ["18446744073709551616", "-1", "1.5", "", "x"])
    expect(seedOf(wrong)).toBeNull();
});

test("what is missing is offered beside all, and what is drawn again is said", () => {
  const empty = { takeKinds: [], jobs: [] };
  const still = { takeKinds: ["IMAGE" as const], jobs: [] };
  expect(extentOf([empty, empty], "still")).toMatchObject({ mixed: false, note: null });
  const both = { takeKinds: ["IMAGE" as const, "VIDEO" as const], jobs: [] };
  const some = extentOf([empty, both, both], "both");
  expect(some).toMatchObject({ mixed: true, missing: 1, all: 3 });
  expect(some.choices.missing).toBe("Only the 1 without a still or a video");
  expect(extentOf([still, both], "both")).toMatchObject({ mixed: true, missing: 1 });
  expect(some.choices.all).toBe("All 3: 2 shots get another take");
  expect(extentOf([empty, still], "video")).toMatchObject({ mixed: false, missing: 2 });
  expect(extentOf([still, still], "still").note).toMatch(/^All 2 shots have a still/);
  expect(extentOf([still], "still").note).toMatch(/^This shot has a still/);
});
