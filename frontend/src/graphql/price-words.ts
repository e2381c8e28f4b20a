/** What a quote says, in words. */
import { waitOf } from "@/editor/time";
import { dollars } from "@/ui/money";
import { capital, plural } from "@/ui/words";
import { type Quote, UNITS } from "./money";
import { KINDS } from "./words";

type Costs = Pick<Quote, "expectedCost" | "mostCost">;

/** "free", "$0.42", "about $0.42" where it may be more; null where nobody knows. */
export function costWords({ expectedCost, mostCost }: Costs): string | null {
  if (expectedCost === null || mostCost === null) return null;
  if (Number(mostCost) === 0) return "free";
  return expectedCost === mostCost ? dollars(mostCost) : `about ${dollars(expectedCost)}`;
}

/** "9 s", "3 min" */
function timeWords(seconds: number): string {
  return seconds < 90 ? `${Math.max(1, Math.round(seconds))} s` : `${Math.round(seconds / 60)} min`;
}

/** What stands on the button: "$0.42 · 3 min", or that it may not be spent. Null if nothing is made. */
export function briefly(quote: Quote): string | null {
  if (quote.verdict === "BLOCKED") {
    const codes = quote.reasons.map(({ code }) => code);
    if (codes.includes("PRICE_UNKNOWN")) return "no price known";
    return codes.includes("BUDGET_EXCEEDED") ? "over budget" : "too much";
  }
  if (quote.jobCount === 0) return null;
  const cost = costWords(quote)?.replace("about ", "");
  const limit = quote.verdict === "NEEDS_CONFIRMATION" ? "over a limit" : null;
  return [cost, timeWords(quote.seconds), limit].filter(Boolean).join(" · ");
}

/** What the tip of the button says: all of it, and what stands against it. */
export function tipWords(quote: Quote): string {
  const reasons = quote.reasons.map(({ message }) => message);
  const left = leftWords(quote.skipped);
  if (quote.jobCount === 0) return ["Nothing to do.", left, ...reasons].filter(Boolean).join(" ");
  return [quoteWords(quote), left, ...reasons].filter(Boolean).join(" ");
}

type Skipped = { reason: Quote["skipped"][number]["reason"] };

const LEFT: Record<Skipped["reason"], string> = {
  HAS_TAKE: "drawn",
  ALREADY_QUEUED: "queued",
  LOCKED: "locked",
};

/** "3 shots left out: drawn, locked."; empty where none is. */
export function leftWords(skipped: readonly Skipped[]): string {
  if (skipped.length === 0) return "";
  const why = new Set(skipped.map(({ reason }) => LEFT[reason]));
  return `${plural(skipped.length, "shot")} left out: ${[...why].join(", ")}.`;
}

/** All of it in a sentence. */
export function quoteWords(quote: Quote): string {
  const cost = costWords(quote);
  const most = cost?.startsWith("about") ? `, ${dollars(quote.mostCost ?? 0)} at most` : "";
  const price = cost === null ? "Price unknown" : `${capital(cost)}${most}`;
  const where = quote.endpoint ? ` on ${quote.endpoint.name}` : "";
  return `${price}. ${capital(waitOf(quote.seconds))}${where}, once it is its turn.`;
}

/** What one line of a quote is for. */
export function lineWords({ kind, model, width, height, jobCount }: Quote["lines"][number]) {
  const what = plural(jobCount, KINDS[kind].toLowerCase());
  const size = width > 0 && height > 0 ? `${width} × ${height}` : null;
  return [what, model, size].filter(Boolean).join(", ");
}

const ORIGINS = {
  TABLE: "by your price table",
  ENDPOINT: "the endpoint's own price",
  LIST: "as the provider publishes it",
  ASSUMED: "assumed, the dearest there is",
  OWN_MACHINE: "your own machine",
} as const;

/** "$0.00031 per second of a worker (RTX 4090), as the provider publishes it". */
export function priceWords(price: Quote["lines"][number]["price"]): string {
  if (price === null) return "Nothing tells what this costs.";
  if (Number(price.amount) === 0) return `Free: ${ORIGINS[price.origin]}.`;
  const label = price.label ? ` (${price.label})` : "";
  return `${dollars(price.amount)} per ${UNITS[price.unit]}${label}, ${ORIGINS[price.origin]}.`;
}
