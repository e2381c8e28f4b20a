import { expect, test } from "vitest";
import { seedOf } from "./target";

test("a seed is a whole number below 2^64", () => {
  expect(seedOf(" 042 ")).toBe("42");
  expect(seedOf("18446744073709551615")).toBe("18446744073709551615");
  for (const wrong of ["18446744073709551616", "-1", "1.5", "", "x"])
    expect(seedOf(wrong)).toBeNull();
});
