import { useQuery, useSubscription } from "urql";
import { BudgetsQuery, SpendingChanged, SpendingFields } from "@/graphql/money";
import { graphql } from "@/graphql/tada";

const SpendingNow = graphql(
  `
  query SpendingNow {
    spending {
      ...SpendingFields
    }
    viewer {
      account {
        id
      }
    }
  }
`,
  [SpendingFields],
);

/** What is spent and held in the workspace, as it runs, and its budgets. */
export function useSpending() {
  const [live] = useSubscription({ query: SpendingChanged });
  const [now, again] = useQuery({ query: SpendingNow });
  const [budgets, budgetsAgain] = useQuery({ query: BudgetsQuery });
  return {
    spending: live.data?.spendingChanged ?? now.data?.spending ?? null,
    accountId: now.data?.viewer.account.id ?? null,
    budgets: budgets.data?.budgets.nodes ?? null,
    error: now.error ?? budgets.error,
    fetching: now.fetching || budgets.fetching,
    again() {
      again({ requestPolicy: "network-only" });
      budgetsAgain({ requestPolicy: "network-only" });
    },
  };
}
