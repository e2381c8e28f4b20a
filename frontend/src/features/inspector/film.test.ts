import { expect, test } from "vitest";
import { common, isEndToEnd, toldRender } from "./film";

const clip = (startFrame: number, durationFrames: number) => ({ startFrame, durationFrames });

test("shots lie end to end, or there is a gap or an overlap", () => {
  expect(isEndToEnd([clip(0, 10), clip(10, 5)])).toBe(true);
  expect(isEndToEnd([clip(0, 10), clip(11, 5)])).toBe(false);
  expect(isEndToEnd([clip(0, 10), clip(9, 5)])).toBe(false);
  expect(isEndToEnd([clip(1, 10)])).toBe(false);
});

test("what all share, or nothing", () => {
  expect(common([1, 3], (item) => item % 2)).toBe(1);
  expect(common([1, 2], (item) => item % 2)).toBeUndefined();
});

test("the furthest render under way is told of, else the last", () => {
  type Told = Parameters<typeof toldRender>[0][number];
  const jobs = (...states: Told["state"][]) => states.map((state) => ({ state }) as Told);
  const state = (...states: Told["state"][]) => toldRender(jobs(...states))?.state;
  expect(state("QUEUED", "RUNNING", "FAILED")).toBe("RUNNING");
  expect(state("FAILED", "COMPLETED")).toBe("FAILED");
  expect(state()).toBeUndefined();
});
