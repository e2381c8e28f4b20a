import { beforeEach, expect, test, vi } from "vitest";
import { generateWords, lastKind } from "./last-kind";

beforeEach(() => {
  const held = new Map<string, string>();
  vi.stubGlobal("sessionStorage", {
    getItem: (key: string) => held.get(key) ?? null,
    setItem: (key: string, value: string) => held.set(key, value),
  });
});

test("what was chosen last is meant, a still at first", () => {
  expect(lastKind.get()).toBe("still");
  lastKind.set("video");
  expect(lastKind.get()).toBe("video");
});

test("buttons say what they make", () => {
  expect(generateWords("still", 1)).toBe("Generate");
  expect(generateWords("still", 12)).toBe("Generate 12 shots");
  expect(generateWords("video", 1)).toBe("Generate video");
  expect(generateWords("both", 2)).toBe("Generate still and video of 2 shots");
});
