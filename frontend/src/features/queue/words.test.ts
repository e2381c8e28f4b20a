import { expect, test } from "vitest";
import { etaWords, leftOf } from "./words";

const said = (etaSeconds: number | null, etaLatestSeconds: number | null = null) =>
  etaWords({ etaSeconds, etaLatestSeconds });

test("a wait is told as it was measured, with what it is at most", () => {
  expect(said(120, 300)).toBe("about 2 min (at most 5)");
  expect(said(40, 120)).toBe("about 40 s (at most 2 min)");
  expect(said(3, 20)).toBe("a few seconds (at most 20 s)");
});

test("it is told once where both are the same, and not at all where nothing was measured", () => {
  expect(said(null, 300)).toBeNull();
  expect(said(120)).toBe("about 2 min");
  expect(said(120, 121)).toBe("about 2 min");
  expect(said(2, 4)).toBe("a few seconds");
});

test("a wait grows shorter from when it was told", () => {
  const told = { etaSeconds: 20, etaLatestSeconds: 34 };
  expect(leftOf(told, 1_000)).toEqual(told);
  expect(leftOf(told, 6_000)).toEqual({ etaSeconds: 15, etaLatestSeconds: 29 });
  expect(leftOf(told, 30_000)).toEqual({ etaSeconds: 0, etaLatestSeconds: 5 });
  expect(leftOf({ etaSeconds: null }, 6_000)).toEqual({ etaSeconds: null, etaLatestSeconds: null });
});
