/** Price and time of what a button would render, for it to say before it is pressed. */
import { useEffect, useEffectEvent, useState, useSyncExternalStore } from "react";
import type { PriceTag } from "@/ui/price-tag";
import { type Act, type Outcome, useAct } from "./act";
import type { Target } from "./acts";
import type { Again } from "./again";
import { useLastKind, type What } from "./last-kind";
import type { Quote } from "./money";
import { briefly, tipWords } from "./price-words";
import { type Asked, QuoteRenders, quotes, type Told } from "./quotes";

/** What is rendered as usual, what one is asked about first, or what is made again. */
export type Wanted = { now: Target } | { asking: Target } | Again;

/** How targets of the project that is open are asked for; told by whoever renders them. */
export type Asks = {
  now: (target: Target, what: What) => Asked;
  /** As it is asked for if nothing is chosen; null while something has to be. */
  asking: (target: Target, what: What) => Promise<Asked | null>;
};

/** A place of its own: the palette and the queue stand outside of the project. */
export const asksHere: { current: Asks | null } = { current: null };

const UNTOLD = "Its price is not known yet.";
const NEAR_MS = 120;
/** How long it has to rest where nobody points at it; longer once things change. */
const SETTLED_MS = 400;
const CHANGED_MS = 1_500;

/**
 * Asked for while somebody points at it, or at once if it stands alone or was opened to be seen;
 * kept until something changes.
 */
export function usePriceTag(wanted: Wanted | null, standing: boolean | "opened" = false): PriceTag {
  const what = useLastKind();
  const [pointed, setNear] = useState(false);
  const near = pointed || standing === "opened";
  const key = wanted && JSON.stringify([wanted, what]);
  const told = useSyncExternalStore(quotes.subscribe, () => (key ? quotes.get(key) : null));
  const wants = key !== null && (near || standing === true);
  // What nobody points at is not told of every change.
  const age = useSyncExternalStore(quotes.subscribe, () => (wants ? quotes.age() : 0));
  const [last, setLast] = useState({ key, told });
  if (told && (last.told !== told || last.key !== key)) setLast({ key, told });
  const tell = useTelling(what);
  const ask = useEffectEvent(() => {
    if (key && wanted) void quotes.want(key, () => tell(wanted));
  });
  /** Another one when it is to be asked for anew. */
  const turn = wants ? `${age} ${key}` : null;
  useEffect(() => {
    if (turn === null) return;
    const rest = age > 0 ? CHANGED_MS : SETTLED_MS;
    const timer = setTimeout(() => ask(), near ? NEAR_MS : rest);
    return () => clearTimeout(timer);
  }, [turn, near, age]);
  const shown = told ?? (last.key === key ? last.told : null);
  return {
    brief: shown?.quote ? briefly(shown.quote) : null,
    words: wordsOf(shown),
    known: shown !== null,
    near: {
      onPointerEnter: () => setNear(true),
      onPointerLeave: () => setNear(false),
      onFocus: () => setNear(true),
      onBlur: () => setNear(false),
    },
  };
}

function wordsOf(told: Told | null): string {
  if (!told) return "Asking for the price …";
  return told.quote ? tipWords(told.quote) : told.problem;
}

function useTelling(what: What) {
  const act = useAct();
  return async (wanted: Wanted): Promise<Told> => {
    try {
      const outcome = await quoteOf(act, wanted, what);
      return outcome ? toldOf(outcome) : { quote: null, problem: UNTOLD };
    } catch {
      // A part of the page that is fetched for it may not come either.
      return { quote: null, problem: UNTOLD, passing: true };
    }
  };
}

async function quoteOf(act: Act, wanted: Wanted, what: What) {
  if (!("now" in wanted || "asking" in wanted)) {
    const { quoteAgain } = await import("./again");
    return quoteAgain(act, wanted);
  }
  const asks = asksHere.current;
  const asked =
    "now" in wanted ? asks?.now(wanted.now, what) : await asks?.asking(wanted.asking, what);
  return asked ? act(QuoteRenders, asked) : null;
}

function toldOf(outcome: Outcome<{ quote: Quote | null }>): Told {
  if (outcome.ok && outcome.payload.quote) return { quote: outcome.payload.quote };
  const problems = outcome.ok ? [] : outcome.problems;
  return {
    quote: null,
    problem: ["No price.", ...problems.map(({ message }) => message)].join(" "),
    passing: outcome.payload === null,
  };
}
