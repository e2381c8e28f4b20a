import { useMemo } from "react";
import { history } from "@/actions/history";
import { notices } from "@/actions/notices";
import { type Act, type Problem, useAct, withoutType } from "@/graphql/act";
import type { Budget } from "@/graphql/money";
import type { VariablesOf } from "@/graphql/tada";
import { useWish } from "@/graphql/wish";
import { dollars } from "@/ui/money";
import { whoseWords } from "./budget-words";
import {
  CreatePrice,
  DeleteBudget,
  DeletePrice,
  type Price,
  RecordBill,
  SetBudget,
  UpdatePrice,
} from "./documents";

type BudgetDraft = VariablesOf<typeof SetBudget>["input"];
export type PriceDraft = Omit<VariablesOf<typeof CreatePrice>["input"], "idempotencyKey">;
type PriceChange = Omit<VariablesOf<typeof UpdatePrice>["input"], "id">;
type BillDraft = Omit<VariablesOf<typeof RecordBill>["input"], "idempotencyKey">;
type Wrong = Promise<readonly Problem[]>;

/** What one does to budgets, prices and bills. Forms are told what is wrong. */
export function useMoneyActs() {
  const act = useAct();
  const wish = useWish();
  return useMemo(
    () => ({
      setBudget: (draft: BudgetDraft, before: Budget | null) => setBudget(act, draft, before),
      dropBudget: (budget: Budget) =>
        void history.do({
          label: `Took the budget of ${whoseWords(budget)} away`,
          run: () => act(DeleteBudget, { id: budget.id }),
          undo: () => act(SetBudget, asDraft(budget)),
        }),
      async createPrice(draft: PriceDraft): Wrong {
        const outcome = await wish(CreatePrice, draft, { quiet: true });
        if (outcome.ok) notices.say("Price set.");
        return outcome.ok ? [] : outcome.problems;
      },
      async changePrice({ id, version }: Price, change: PriceChange): Wrong {
        const outcome = await act(UpdatePrice, { id, expectedVersion: version, ...change });
        if (outcome.ok) notices.say("Price changed.");
        return outcome.ok ? [] : outcome.problems;
      },
      dropPrice: (price: Price) => dropPrice(act, price),
      async recordBill(draft: BillDraft): Wrong {
        const outcome = await wish(RecordBill, draft, { quiet: true });
        if (outcome.ok) notices.say(`Recorded ${dollars(draft.amount)}.`);
        return outcome.ok ? [] : outcome.problems;
      },
    }),
    [act, wish],
  );
}

export type MoneyActs = ReturnType<typeof useMoneyActs>;

function asDraft({ scope, period, project, account, hardLimit, softLimit }: Budget): BudgetDraft {
  const scopeId = project?.id ?? account?.id ?? null;
  return { scope, scopeId, period, hardLimit, softLimit };
}

/** To undo it the limits are those before, or it is gone again. */
async function setBudget(act: Act, draft: BudgetDraft, before: Budget | null): Wrong {
  let id = "";
  async function set() {
    const outcome = await act(SetBudget, draft);
    id = outcome.payload?.budget?.id ?? id;
    return outcome;
  }
  const outcome = await set();
  if (!outcome.ok) return outcome.problems;
  await history.done({
    label: before ? "Changed the budget" : "Set a budget",
    run: set,
    undo: () => (before ? act(SetBudget, asDraft(before)) : act(DeleteBudget, { id })),
  });
  return [];
}

function dropPrice(act: Act, price: Price): void {
  let { id } = price;
  const { endpoint, version: _version, id: _id, ...rest } = price;
  void history.do({
    label: "Deleted the price",
    run: () => act(DeletePrice, { id }),
    async undo() {
      const draft = { ...withoutType(rest), endpointId: endpoint?.id ?? null };
      const outcome = await act(CreatePrice, draft);
      if (outcome.ok) id = outcome.payload.price?.id ?? id;
      return outcome;
    },
  });
}
