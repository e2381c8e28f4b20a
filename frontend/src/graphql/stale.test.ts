import { expect, test } from "vitest";
import { reasonsWords, staleTarget } from "./stale";

test("reasons are told once each, with the names they have", () => {
  const anna = { what: "CHARACTER", name: "Anna" } as const;
  const prompt = { what: "PROMPT", name: null } as const;
  expect(reasonsWords([prompt, anna, anna])).toBe("the prompt, the character Anna");
});

test("only what is out of date is meant", () => {
  expect(staleTarget(new Set(["a", "b"]))).toEqual({ clipIds: ["a", "b"], staleOnly: true });
});
