import { useState } from "react";
import type { Asked } from "@/graphql/quotes";
import { useQuote } from "./use-quote";

/** The price of what is asked for, and whether it may be asked for at it. */
export function usePrice(asked: Asked | null) {
  const quoted = useQuote(asked);
  const [confirmedFor, confirm] = useState<string | null>(null);
  const { quote, said } = quoted;
  const confirmed = confirmedFor !== null && confirmedFor === said;
  const needs = quote?.verdict === "NEEDS_CONFIRMATION";
  return {
    quoted,
    confirmed,
    onConfirm: (yes: boolean) => confirm(yes ? said : null),
    /** How many shots would be rendered, once that is known. */
    clipCount: quote?.clipCount ?? null,
    stops: quote?.verdict === "BLOCKED" || quote?.clipCount === 0 || (needs && !confirmed),
    /** How it is asked for: a refusal for money is told here, by asking for the price again. */
    paying: {
      ...(needs && confirmed ? { quoteId: quote.id } : {}),
      onRefused: quoted.again,
    },
  };
}
