import { expect, test } from "vitest";
import { memoryOf } from "./system";

const device = { name: "GPU", type: "cuda" };

test("memory in use is told as far as the endpoint tells it", () => {
  const of = (vramTotal: string | null, vramFree: string | null) =>
    memoryOf({ ...device, vramTotal, vramFree });
  expect(of("24000000000", "6000000000")).toEqual({ used: 0.75, words: "18 GB of 24 GB in use" });
  expect(of("24000000000", null)).toEqual({ used: null, words: "24 GB" });
  expect(of(null, null)).toEqual({ used: null, words: null });
  expect(of("100", "200").used).toBe(0);
});
