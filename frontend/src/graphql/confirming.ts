/** What goes over a limit that only asks: one is asked, and the id of the quote is the answer. */
import { notices } from "@/actions/notices";
import { dollars } from "@/ui/money";
import type { Quote } from "./money";

/** True where it asks: then that is all to be told of what was refused. */
export function asksFirst(
  quotes: readonly (Quote | null | undefined)[],
  confirm: (pays: { quoteId: string }[]) => void,
): boolean {
  const asked = quotes.filter((quote): quote is Quote => quote?.verdict === "NEEDS_CONFIRMATION");
  if (asked.length === 0 || asked.length < quotes.length) return false;
  const most = asked.reduce((sum, { mostCost }) => sum + Number(mostCost ?? 0), 0);
  const words = new Set(asked.flatMap(({ reasons }) => reasons.map(({ message }) => message)));
  notices.warn(
    [...words].join(" "),
    {
      label: `Spend up to ${dollars(most)}`,
      run: () => confirm(asked.map(({ id }) => ({ quoteId: id }))),
    },
    "price",
  );
  return true;
}
