import { expect, test } from "vitest";
import type { Job } from "@/graphql/entities";
import { cursors, ended, longestWait, moving, waiting } from "./order";

function job(id: string, state: Job["state"], createdAt: string, more: Partial<Job> = {}): Job {
  return {
    id,
    state,
    createdAt,
    queuePosition: null,
    pausedAt: null,
    finishedAt: null,
    ...more,
  } as Job;
}

test("what is furthest stands first, then who asked first", () => {
  const jobs = [job("c", "QUEUED", "3"), job("a", "QUEUED", "1"), job("r", "RUNNING", "9")];
  expect(moving(jobs).map(({ id }) => id)).toEqual(["r", "a", "c"]);
});

test("what ended last stands first", () => {
  const jobs = [
    job("a", "FAILED", "1", { finishedAt: "5" }),
    job("b", "COMPLETED", "1", { finishedAt: "7" }),
  ];
  expect(ended(jobs).map(({ id }) => id)).toEqual(["b", "a"]);
});

test("the wait is the longest that is known, as it is told now", () => {
  const told = (wait: number | null) => ({ etaSeconds: wait });
  expect(longestWait([null], told)).toBeNull();
  expect(longestWait([4, 9, null, 7], told)).toEqual({ etaSeconds: 9 });
});

test("what waits stands in the order of its turns, with what is paused at the end", () => {
  const jobs = [
    job("d", "QUEUED", "1", { pausedAt: "5" }),
    job("c", "QUEUED", "2", { queuePosition: 2 }),
    job("b", "QUEUED", "3"),
    job("a", "QUEUED", "4", { queuePosition: 1 }),
  ];
  expect(waiting(new Map([[null, page(jobs)]]), 1).map(({ id }) => id)).toEqual([..."acbd"]);
});

function page(nodes: Job[], endCursor: string | null = null) {
  return { pageInfo: { hasNextPage: endCursor !== null, endCursor }, nodes };
}

const LAST = [job("d", "QUEUED", "4"), job("c", "QUEUED", "3")];
const FIRST = [job("b", "QUEUED", "2"), job("a", "QUEUED", "1")];

test("a short queue stands as it was asked for, a long one as it is read", () => {
  const told = (...pages: [string | null, ReturnType<typeof page>][]) =>
    waiting(new Map(pages), 9)
      .map(({ id }) => id)
      .join("");
  expect(told([null, page(LAST)])).toBe("cd");
  expect(told([null, page(LAST, "x")], ["x", page(FIRST)])).toBe("dcba");
  expect(told([null, page(LAST, "x")], ["x", page([LAST[1] as Job, ...FIRST])])).toBe("dcba");
});

test("pages are read one behind the other, and anew from where the one before has changed", () => {
  const pages = new Map([
    [null, page(LAST, "x")],
    ["x", page(FIRST, "y")],
  ]);
  expect(cursors(pages, 1)).toEqual([null]);
  expect(cursors(pages, 9)).toEqual([null, "x", "y"]);
  pages.set(null, page(LAST, "w"));
  expect(cursors(pages, 9)).toEqual([null, "w"]);
  expect(waiting(pages, 9)).toEqual(LAST);
});
