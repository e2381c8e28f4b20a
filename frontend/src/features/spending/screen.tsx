import { dollars } from "@/ui/money";
import { Skeleton } from "@/ui/status";
import { Unread } from "@/ui/unread";
import { Budgets } from "./budgets";
import { Ledger } from "./ledger";
import { Prices } from "./prices";
import { Reports } from "./report";
import { useAtHash } from "./use-at-hash";
import { useMoneyActs } from "./use-money-acts";
import { useSpending } from "./use-spending";

/** What rendering costs: what is spent, what may be, and what things cost. */
export function SpendingScreen() {
  const { spending, budgets, error, fetching, again } = useSpending();
  const acts = useMoneyActs();
  useAtHash(spending !== null && budgets !== null);
  const failed = error !== undefined && !fetching && !(spending && budgets);
  return (
    <div className="h-full overflow-y-auto">
      <div className="mx-auto flex max-w-4xl flex-col gap-10 px-6 py-8">
        <header>
          <h1 className="text-xl font-semibold tracking-tight">Spending</h1>
          <p className="mt-1 text-sm text-soft">
            In US dollars. What is under way is held at the most it can cost, and settled when it
            ends.
          </p>
          {failed ? <Unread what="spending" onAgain={again} /> : null}
          {spending ? <Totals {...spending} /> : failed ? null : <Skeleton className="mt-5 h-18" />}
        </header>
        {budgets ? <Budgets budgets={budgets} acts={acts} /> : null}
        <Prices acts={acts} />
        <Reports />
        <Ledger acts={acts} />
      </div>
    </div>
  );
}

type TotalsProps = { spent: string; held: string; spentToday: string };

function Totals({ spent, held, spentToday }: TotalsProps) {
  const facts = [
    ["Today", spentToday],
    ["Held", held],
    ["In all", spent],
  ] as const;
  return (
    <dl className="mt-5 grid grid-cols-3 gap-px overflow-hidden rounded-lg bg-line">
      {facts.map(([name, amount]) => (
        <div key={name} className="bg-panel px-4 py-3">
          <dt className="text-xs text-soft">{name}</dt>
          <dd className="text-xl font-semibold tabular-nums">{dollars(amount)}</dd>
        </div>
      ))}
    </dl>
  );
}
