import { useEffect, useEffectEvent, useState } from "react";
import { type Problem, useAct } from "@/graphql/act";
import type { Quote } from "@/graphql/money";
import { type Asked, QuoteRenders } from "@/graphql/quotes";

type Told = { of: string; quote: Quote | null; problems: readonly Problem[] };

/** How long a choice has to stand before its price is asked for. */
const SETTLED_MS = 250;

/** The price of what would be asked for, once that has settled; null asks for none. */
export function useQuote(asked: Asked | null) {
  const act = useAct();
  const said = asked && JSON.stringify(asked);
  const [told, setTold] = useState<Told | null>(null);
  const [turn, setTurn] = useState(0);
  const wish = said && `${turn} ${said}`;
  const ask = useEffectEvent(async (of: string, isWanted: () => boolean) => {
    if (!asked) return;
    const outcome = await act(QuoteRenders, asked);
    if (!isWanted()) return;
    const problems = outcome.ok ? [] : outcome.problems;
    setTold({ of, quote: outcome.payload?.quote ?? null, problems });
  });
  useEffect(() => {
    if (wish === null) return;
    let wanted = true;
    const timer = setTimeout(() => void ask(wish, () => wanted), SETTLED_MS);
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [wish]);
  const fresh = wish !== null && told?.of === wish;
  return {
    said,
    quote: fresh ? told.quote : null,
    /** What is shown while the next one is asked for. */
    last: said === null ? null : (told?.quote ?? null),
    problems: fresh ? told.problems : [],
    waiting: said !== null && !fresh,
    again: () => setTurn(turn + 1),
  };
}

export type Quoted = ReturnType<typeof useQuote>;
