import { expect, test } from "vitest";
import { costWords, countWords, leftWords, standingOf } from "./words";

const NONE = { total: 4, waiting: 0, running: 0, completed: 0, failed: 0, cancelled: 0, paused: 0 };

test("a batch is called by what most matters of it", () => {
  expect(standingOf({ ...NONE, waiting: 4 }).word).toBe("Queued");
  expect(standingOf({ ...NONE, waiting: 4, paused: 4 }).word).toBe("Paused");
  expect(standingOf({ ...NONE, waiting: 3, paused: 3, running: 1 }).word).toBe("Rendering");
  expect(standingOf({ ...NONE, completed: 4 }).word).toBe("Done");
  expect(standingOf({ ...NONE, completed: 3, failed: 1 }).word).toBe("Done in part");
  expect(standingOf({ ...NONE, failed: 4 }).word).toBe("Failed");
  expect(standingOf({ ...NONE, cancelled: 4 }).word).toBe("Cancelled");
  expect(standingOf({ ...NONE, completed: 1, cancelled: 3 }).word).toBe("Cancelled in part");
});

test("only what there is is counted", () => {
  expect(countWords({ ...NONE, completed: 2, running: 1, waiting: 1 })).toBe(
    "2 of 4 done, 1 running",
  );
});

test("what is free has no cost, what is held back no end", () => {
  expect(costWords({ expectedCost: "0", mostCost: "0", spent: "0" })).toBe(null);
  expect(costWords({ expectedCost: "420000", mostCost: "610000", spent: "120000" })).toBe(
    "$0.12 of about $0.42",
  );
  const counts = { ...NONE, waiting: 4 };
  expect(leftWords({ counts, etaSeconds: 130 } as never)).toBe("about 2 min left");
  expect(leftWords({ counts: { ...counts, paused: 4 }, etaSeconds: 130 } as never)).toBe(null);
});
