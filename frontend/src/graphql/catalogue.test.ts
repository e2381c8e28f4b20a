import { expect, test } from "vitest";
import { bytesWords, NO_SETTINGS, settingsLine } from "./catalogue";

test("settings are said in one line, and nothing of what is left to the family", () => {
  expect(settingsLine(NO_SETTINGS)).toBe("");
  expect(settingsLine({ ...NO_SETTINGS, steps: 30, cfg: 0, sampler: "euler", width: 1216 })).toBe(
    "30 steps, CFG 0, euler, 1216 × ?",
  );
});

test("bytes are said as people do", () => {
  expect(["0", "999", "1000", "6938040682", "120000000"].map(bytesWords)).toEqual([
    "0 B",
    "999 B",
    "1.0 kB",
    "6.9 GB",
    "120 MB",
  ]);
});
