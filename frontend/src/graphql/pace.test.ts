import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { gathering } from "./pace";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

test("the first comes at once, what follows close by comes together, all in order", () => {
  const got: string[] = [];
  const news = gathering<string>((item) => got.push(item), 100);
  for (const item of "abc") news.add(item);
  expect(got.join("")).toBe("a");
  vi.advanceTimersByTime(99);
  news.add("d");
  expect(got.join("")).toBe("a");
  vi.advanceTimersByTime(1);
  expect(got.join("")).toBe("abcd");
  news.add("e");
  expect(got.join("")).toBe("abcd");
  vi.advanceTimersByTime(500);
  news.add("f");
  expect(got.join("")).toBe("abcdef");
});

test("at its end nothing is left, and after a stop nothing comes", () => {
  const got: string[] = [];
  const news = gathering<string>((item) => got.push(item), 100);
  for (const item of "ab") news.add(item);
  news.end();
  expect(got.join("")).toBe("ab");
  const none = gathering<string>((item) => got.push(item), 100);
  for (const item of "cd") none.add(item);
  none.stop();
  vi.advanceTimersByTime(500);
  expect(got.join("")).toBe("abc");
});
