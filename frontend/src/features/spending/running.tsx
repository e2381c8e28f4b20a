import { Link } from "@tanstack/react-router";
import { buttonClass } from "@/ui/button";
import { dollars } from "@/ui/money";
import { Tip } from "@/ui/tip";
import { BudgetBar } from "./bar";
import { PERIODS, standingOf, tightest, whoseWords } from "./budget-words";
import { useSpending } from "./use-spending";

/** What is spent, beside the queue; nothing where nothing ever was and no budget is set. */
export function RunningSpend({ projectId }: { projectId: string | null }) {
  const { spending, budgets, accountId } = useSpending();
  if (!spending) return null;
  const { spent, held, spentToday } = spending;
  const budget = tightest(budgets ?? [], { projectId, accountId });
  if (!budget && Number(spent) + Number(held) === 0) return null;
  const standing = budget && standingOf(budget);
  const kept = Number(held) > 0 ? `, ${dollars(held)} held` : "";
  const limit =
    budget && standing
      ? ` ${whoseWords(budget)}: ${dollars(standing.spent + standing.held)} of ${dollars(standing.limit)} ${PERIODS[budget.period]}.`
      : "";
  const label = `Spent today ${dollars(spentToday)}${kept}; ${dollars(spent)} in all.${limit}`;
  return (
    <Tip label={label}>
      <Link
        to="/spending"
        aria-label={label}
        className={buttonClass("quiet", "sm", "h-8 tabular-nums")}
      >
        <span className="flex flex-col gap-0.5">
          <span>
            {dollars(spentToday)}
            {Number(held) > 0 ? <span className="text-faint"> +{dollars(held)}</span> : null}
          </span>
          {standing ? <BudgetBar standing={standing} label="Budget" className="h-1 w-16" /> : null}
        </span>
      </Link>
    </Tip>
  );
}
