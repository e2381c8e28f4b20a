import { describe, expect, test } from "vitest";
import { ago, drawn, extent } from "./words";

const NOW = Date.parse("2026-06-15T12:00:00Z");
const before = (seconds: number) => new Date(NOW - seconds * 1_000).toISOString();

describe("when it was", () => {
  test.each([
    [5, "just now"],
    [-90, "just now"],
    [60, "1 minute ago"],
    [59 * 60, "59 minutes ago"],
    [3_600, "1 hour ago"],
    [23.9 * 3_600, "23 hours ago"],
    [86_400, "yesterday"],
    [6 * 86_400, "6 days ago"],
    [8 * 86_400, "last week"],
    [34 * 86_400, "4 weeks ago"],
    [35 * 86_400, "last month"],
    [100 * 86_400, "3 months ago"],
    [800 * 86_400, "2 years ago"],
  ])("%i seconds before are %j", (seconds, words) => {
    expect(ago(before(seconds), NOW)).toBe(words);
  });
});

const STATS = {
  sceneCount: 3,
  clipCount: 39,
  takeCount: 12,
  finishedClipCount: 12,
  activeJobCount: 0,
  completion: 12 / 39,
  durationFrames: "4080",
};

describe("how much it is", () => {
  test("scenes, shots and length", () => {
    expect(extent({ stats: STATS, fps: "24" })).toBe("3 scenes · 39 shots · 2 min 50 s");
  });
  test("one of each, and no length where there is none", () => {
    const stats = { ...STATS, sceneCount: 1, clipCount: 1, durationFrames: "0" };
    expect(extent({ stats, fps: "24000/1001" })).toBe("1 scene · 1 shot");
  });
  test("how far the drawing is", () => {
    expect(drawn({ stats: STATS, fps: "24" })).toBe("12 of 39 drawn");
    expect(drawn({ stats: { ...STATS, finishedClipCount: 39 }, fps: "24" })).toBe("All drawn");
    expect(drawn({ stats: { ...STATS, clipCount: 0 }, fps: "24" })).toBe("No shots yet");
  });
});
