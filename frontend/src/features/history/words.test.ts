import { expect, test } from "vitest";
import { secondsWords, shareWords, tookOf } from "./words";

test.each([
  [0, "0.1 s"],
  [0.42, "0.4 s"],
  [0.96, "1 s"],
  [59.6, "1 min"],
  [200, "3 min 20 s"],
])("%s seconds", (seconds, words) => expect(secondsWords(seconds)).toBe(words));

test("what never began took no time", () => {
  expect(tookOf(null, "2026-03-05T12:00:00Z")).toBeNull();
  expect(tookOf("2026-03-05T12:00:00Z", "2026-03-05T12:00:12Z")).toBe("12 s");
});

test("a share is never rounded up to all", () => {
  expect(shareWords(0.999)).toBe("99 %");
  expect(shareWords(null)).toBe("–");
});
