/** What renders would cost: asked for once, and kept until something changes. */
import { Trouble } from "./entities";
import { type Quote, QuoteFields } from "./money";
import { graphql, type VariablesOf } from "./tada";

export const QuoteRenders = graphql(
  `
  mutation QuoteRenders($input: QuoteInput!) {
    quote(input: $input) {
      quote {
        ...QuoteFields
      }
      userErrors {
        ...Trouble
      }
    }
  }
`,
  [QuoteFields, Trouble],
);

export type Asked = VariablesOf<typeof QuoteRenders>["input"];

/** A quote, or why there is none; what went wrong on the way is asked for again. */
export type Told = { quote: Quote } | { quote: null; problem: string; passing?: boolean };

/** How long what others set, of which no news comes, may be older: prices, above all. */
const KEPT_MS = 300_000;

export function quotesFrom(now: () => number = Date.now) {
  let age = 0;
  const kept = new Map<string, { since: number; told: Told | null }>();
  const listeners = new Set<() => void>();
  function tell() {
    for (const listener of listeners) listener();
  }
  return {
    subscribe(listener: () => void): () => void {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    get: (key: string): Told | null => kept.get(key)?.told ?? null,
    /** Rises when all that was told is forgotten. */
    age: (): number => age,
    /** Asks, unless it is known or being asked. */
    async want(key: string, ask: () => Promise<Told>): Promise<void> {
      const known = kept.get(key);
      if (known && now() - known.since < KEPT_MS) return;
      const asked = { since: now(), told: known?.told ?? null };
      kept.set(key, asked);
      const told = await ask();
      if (kept.get(key) !== asked) return;
      const passing = told.quote === null && told.passing;
      kept.set(key, { since: passing ? Number.NEGATIVE_INFINITY : asked.since, told });
      tell();
    },
    forget(): void {
      age += 1;
      kept.clear();
      tell();
    },
  };
}

export const quotes = quotesFrom();

const NEWS = ["projectEvents", "workspaceEvents", "spendingChanged"];

/** Whether quotes may be others once this was sent: where the answer is lost it may be done. */
export function changedByAct(document: unknown, input: unknown): boolean {
  return document !== QuoteRenders && !isOnlyQuoted(input);
}

function isOnlyQuoted(input: unknown): boolean {
  return typeof input === "object" && input !== null && "quoteOnly" in input && !!input.quoteOnly;
}

/** Whether quotes may be others after news of this; how far renders are changes none. */
export function changedByNews(data: object | null | undefined): boolean {
  return NEWS.some((field) => field in (data ?? {}));
}
