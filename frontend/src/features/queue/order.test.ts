import { expect, test } from "vitest";
import type { Job } from "@/graphql/entities";
import { ended, longestWait, underWay } from "./order";

function job(id: string, state: Job["state"], createdAt: string, more: Partial<Job> = {}): Job {
  return { id, state, createdAt, etaSeconds: null, finishedAt: null, ...more } as Job;
}

test("what is furthest stands first, then who asked first", () => {
  const jobs = [job("c", "QUEUED", "3"), job("a", "QUEUED", "1"), job("r", "RUNNING", "9")];
  expect(underWay(jobs).map(({ id }) => id)).toEqual(["r", "a", "c"]);
});

test("what ended last stands first", () => {
  const jobs = [
    job("a", "FAILED", "1", { finishedAt: "5" }),
    job("b", "COMPLETED", "1", { finishedAt: "7" }),
  ];
  expect(ended(jobs).map(({ id }) => id)).toEqual(["b", "a"]);
});

test("the wait is the longest that is known", () => {
  expect(longestWait([job("a", "QUEUED", "1")])).toBeNull();
  expect(
    longestWait([
      job("a", "QUEUED", "1", { etaSeconds: 4 }),
      job("b", "QUEUED", "1", { etaSeconds: 9 }),
    ]),
  ).toBe(9);
});
