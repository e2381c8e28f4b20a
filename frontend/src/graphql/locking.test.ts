import { expect, test } from "vitest";
import { lockWords, toLock } from "./locking";

const open = { id: "a", lockedAt: null };
const shut = { id: "b", lockedAt: "2026-01-01T00:00:00Z" };

test("what is not locked yet is locked, and only all locked ones are unlocked", () => {
  expect(toLock([open, shut])).toEqual({ ids: ["a"], locked: true });
  expect(toLock([shut])).toEqual({ ids: ["b"], locked: false });
  expect(toLock([])).toEqual({ ids: [], locked: false });
});

test("it is called by what it does", () => {
  expect(lockWords([open])).toBe("Lock shot");
  expect(lockWords([shut])).toBe("Unlock shot");
  expect(lockWords([open, shut])).toBe("Lock 1 shot");
  expect(lockWords([shut, shut])).toBe("Unlock 2 shots");
  expect(lockWords([])).toBe("Lock shot");
});
