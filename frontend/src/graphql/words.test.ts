import { expect, test } from "vitest";
import { jobWords } from "./words";

const NOW = Date.parse("2026-01-01T10:00:00Z");
const queued = {
  state: "QUEUED" as const,
  queuePosition: 3,
  progress: 0,
  message: null,
  pausedAt: null,
  notBefore: null,
};
const said = (more: object) => jobWords({ ...queued, ...more }, undefined, NOW).word;

test("what waits says its place, and whether it is paused", () => {
  expect(said({})).toBe("Queued, place 3");
  expect(said({ queuePosition: null })).toBe("Queued");
  expect(said({ pausedAt: "2026-01-01T09:00:00Z" })).toBe("Paused");
  expect(said({ state: "STARTING", pausedAt: "2026-01-01T09:00:00Z" })).toBe("Starting");
});

test("what its endpoint could not take says when it is tried again, until then", () => {
  expect(said({ notBefore: "2026-01-01T10:00:11.2Z" })).toBe("Tried again in 12 s");
  expect(said({ notBefore: "2026-01-01T10:05:00Z" })).toBe("Tried again in 5 min");
  expect(said({ notBefore: "2026-01-01T10:00:00Z" })).toBe("Queued, place 3");
  const later = new Date(Date.now() + 60_000).toISOString();
  expect(jobWords({ ...queued, notBefore: later }).word).toBe("Tried again soon");
});
