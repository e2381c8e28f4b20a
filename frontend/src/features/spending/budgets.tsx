import { Pencil, Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import type { Budget } from "@/graphql/money";
import { Button, IconButton } from "@/ui/button";
import { dollars } from "@/ui/money";
import { Status } from "@/ui/status";
import { BudgetBar } from "./bar";
import { BudgetForm } from "./budget-form";
import { PERIODS, standingOf, whoseWords } from "./budget-words";
import { None, Part } from "./part";
import type { MoneyActs } from "./use-money-acts";

type BudgetsProps = { budgets: readonly Budget[]; acts: MoneyActs };

/** What may be spent, by whom and in which time. */
export function Budgets({ budgets, acts }: BudgetsProps) {
  const [form, setForm] = useState<{ budget: Budget | null } | null>(null);
  return (
    <Part
      id="budgets"
      title="Budgets"
      note="Nothing is begun that may go over a hard limit; over a soft one somebody confirms it."
      tools={
        <Button onClick={() => setForm({ budget: null })}>
          <Plus size={14} aria-hidden />
          Set a budget
        </Button>
      }
    >
      {budgets.length === 0 ? (
        <None>No limit is set: whatever has a price may be spent.</None>
      ) : (
        <ul className="flex flex-col overflow-hidden rounded-lg bg-panel">
          {budgets.map((budget) => (
            <Row
              key={budget.id}
              budget={budget}
              onEdit={() => setForm({ budget })}
              onDrop={() => acts.dropBudget(budget)}
            />
          ))}
        </ul>
      )}
      {form ? (
        <BudgetForm
          budget={form.budget}
          budgets={budgets}
          acts={acts}
          onClose={() => setForm(null)}
        />
      ) : null}
    </Part>
  );
}

type RowProps = { budget: Budget; onEdit: () => void; onDrop: () => void };

function Row({ budget, onEdit, onDrop }: RowProps) {
  const { hardLimit, softLimit, spent, held, period } = budget;
  const standing = standingOf(budget);
  const name = `${whoseWords(budget)}, ${PERIODS[period]}`;
  const limits = [
    hardLimit === null ? null : `${dollars(hardLimit)} hard`,
    softLimit === null ? null : `${dollars(softLimit)} soft`,
  ];
  return (
    <li className="flex items-center gap-4 border-b border-line px-4 py-3 last:border-b-0">
      <div className="min-w-0 grow">
        <p className="flex flex-wrap items-baseline gap-x-2 text-sm">
          <span className="min-w-0 truncate font-medium">{whoseWords(budget)}</span>
          <span className="text-soft">{PERIODS[period]}</span>
          <span className="ml-auto tabular-nums text-soft">
            {limits.filter(Boolean).join(", ")}
          </span>
        </p>
        <BudgetBar standing={standing} label={`Used of ${name}`} className="my-1.5" />
        <p className="flex flex-wrap gap-x-3 text-xs text-soft tabular-nums">
          <span>
            {dollars(spent)} spent{Number(held) > 0 ? `, ${dollars(held)} held` : ""}
          </span>
          {standing.over === "all" ? <Status tone="bad">Nothing is left</Status> : null}
          {standing.over === "soft" ? <Status tone="warn">Over the soft limit</Status> : null}
        </p>
      </div>
      <div className="flex shrink-0 gap-1">
        <IconButton small label={`Edit the budget of ${name}`} onClick={onEdit}>
          <Pencil size={14} />
        </IconButton>
        <IconButton small label={`Take the budget of ${name} away`} onClick={onDrop}>
          <Trash2 size={14} />
        </IconButton>
      </div>
    </li>
  );
}
