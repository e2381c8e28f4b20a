import { expect, test } from "vitest";
import { noticeWords, partWords, percent, standingOf, together } from "./words";

test("an export is told by its state, and whether its file is still there", () => {
  expect(standingOf({ state: "COMPLETED", url: "/x" }).word).toBe("Ready");
  expect(standingOf({ state: "COMPLETED", url: null }).word).toBe("Expired");
  expect(standingOf({ state: "RUNNING", url: null }).tone).toBe("run");
});

test("those that are under way are told as one", () => {
  const exports = [
    { state: "RUNNING", progress: 0.5 },
    { state: "QUEUED", progress: 0 },
    { state: "COMPLETED", progress: 1 },
  ] as const;
  expect(together(exports)).toEqual({ count: 2, progress: 0.25 });
  expect(together([])).toEqual({ count: 0, progress: 0 });
});

test("nothing is done before it is", () => {
  expect([0, 0.999, 1, 2].map(percent)).toEqual([
    "0\u00a0%",
    "99\u00a0%",
    "100\u00a0%",
    "100\u00a0%",
  ]);
});

test("what is to be known is counted by how bad it is", () => {
  const notices = [{ severity: "ERROR" }, { severity: "NOTE" }, { severity: "NOTE" }] as const;
  expect(noticeWords(notices)).toBe("1 thing to mend, 2 things to know");
});

test("a part of the film is told by its scenes and its frames", () => {
  const all = { sceneIds: null, clipIds: null, firstFrame: null, lastFrame: null };
  expect(partWords(all)).toEqual([]);
  expect(partWords({ ...all, sceneIds: ["s"], lastFrame: 48 })).toEqual([
    "1 scene",
    "from frame 0 to 48",
  ]);
  expect(partWords({ ...all, firstFrame: 24 })).toEqual(["from frame 24"]);
});
