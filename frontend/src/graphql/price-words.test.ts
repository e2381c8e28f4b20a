import { expect, test } from "vitest";
import type { Quote } from "./money";
import { briefly, costWords, leftWords, priceWords, quoteWords, tipWords } from "./price-words";

const QUOTE = {
  expectedCost: "420000",
  mostCost: "610000",
  seconds: 200,
  verdict: "ADMITTED",
  reasons: [],
  jobCount: 1,
  skipped: [],
  endpoint: { id: "1", name: "RunPod A40" },
} as unknown as Quote;

test("a price is as exact as it is known", () => {
  expect(costWords(QUOTE)).toBe("about $0.42");
  expect(costWords({ expectedCost: "420000", mostCost: "420000" })).toBe("$0.42");
  expect(costWords({ expectedCost: "0", mostCost: "0" })).toBe("free");
  expect(costWords({ expectedCost: null, mostCost: null })).toBe(null);
});

test("the button says price and time", () => {
  expect(briefly(QUOTE)).toBe("$0.42 · 3 min");
  expect(briefly({ ...QUOTE, expectedCost: "12300", seconds: 9 })).toBe("$0.012 · 9 s");
  expect(briefly({ ...QUOTE, expectedCost: "0", mostCost: "0", seconds: 0 })).toBe("free · 1 s");
  expect(briefly({ ...QUOTE, jobCount: 0 })).toBe(null);
});

test("the button says what stands against it, and the tip why", () => {
  const told = (verdict: Quote["verdict"], code: Quote["reasons"][number]["code"]) => ({
    ...QUOTE,
    verdict,
    reasons: [{ code, message: "That is why.", nextStep: "Do that." }],
  });
  const unknown = { ...told("BLOCKED", "PRICE_UNKNOWN"), expectedCost: null, mostCost: null };
  expect(briefly(unknown)).toBe("no price known");
  expect(tipWords(unknown)).toMatch(/^Price unknown\. .* That is why\.$/);
  expect(briefly(told("BLOCKED", "BUDGET_EXCEEDED"))).toBe("over budget");
  expect(briefly(told("BLOCKED", "LIMIT_EXCEEDED"))).toBe("too much");
  expect(briefly(told("NEEDS_CONFIRMATION", "SOFT_LIMIT"))).toBe("$0.42 · 3 min · over a limit");
});

test("what is left out is counted, with why", () => {
  const skipped = ["LOCKED", "HAS_TAKE", "LOCKED"].map((reason) => ({ reason, clipId: "" }));
  const left = skipped as unknown as Quote["skipped"];
  expect(leftWords([])).toBe("");
  expect(leftWords(left)).toBe("3 shots left out: locked, drawn.");
  expect(tipWords({ ...QUOTE, jobCount: 0, skipped: left })).toBe(
    "Nothing to do. 3 shots left out: locked, drawn.",
  );
});

test("the sentence says the most it can cost, and where", () => {
  expect(quoteWords(QUOTE)).toBe(
    "About $0.42, $0.61 at most. About 3 min on RunPod A40, once it is its turn.",
  );
  expect(quoteWords({ ...QUOTE, expectedCost: null, mostCost: null })).toContain("Price unknown");
});

test("what it is charged by is told with where that is from", () => {
  const price = { unit: "SECOND", amount: "310", label: "RTX 4090", origin: "LIST" } as const;
  expect(priceWords(price)).toBe(
    "$0.00031 per second of a worker (RTX 4090), as the provider publishes it.",
  );
  expect(priceWords({ ...price, amount: "0", origin: "OWN_MACHINE" })).toBe(
    "Free: your own machine.",
  );
  expect(priceWords(null)).toBe("Nothing tells what this costs.");
});
