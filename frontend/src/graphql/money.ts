/** What renders cost: quotes before, sums after. */
import { type FragmentOf, graphql } from "./tada";

export const QuoteFields = graphql(`
  fragment QuoteFields on Quote {
    id
    verdict
    reasons {
      code
      message
      nextStep
    }
    expectedCost
    mostCost
    seconds
    clipCount
    jobCount
    takeCount
    endpoint {
      id
      name
    }
    lines {
      kind
      model
      width
      height
      jobCount
      takeCount
      seconds
      expectedCost
      mostCost
      price {
        unit
        amount
        label
        origin
      }
      assumptions
    }
    skipped {
      clipId
      reason
      message
    }
  }
`);

export type Quote = FragmentOf<typeof QuoteFields>;

type Unit = NonNullable<Quote["lines"][number]["price"]>["unit"];

/** What an amount is charged for. */
export const UNITS: Record<Unit, string> = {
  SECOND: "second of a worker",
  TAKE: "take",
  VIDEO_SECOND: "second of video",
  TOKEN: "token",
};

export const SpendingFields = graphql(`
  fragment SpendingFields on Spending {
    spent
    held
    spentToday
  }
`);

export const SpendingChanged = graphql(
  `
  subscription SpendingChanged {
    spendingChanged {
      ...SpendingFields
    }
  }
`,
  [SpendingFields],
);

export const BudgetFields = graphql(`
  fragment BudgetFields on Budget {
    id
    scope
    period
    hardLimit
    softLimit
    held
    spent
    version
    project {
      id
      name
    }
    account {
      id
      name
    }
  }
`);

export type Budget = FragmentOf<typeof BudgetFields>;

export const BudgetsQuery = graphql(
  `
  query Budgets {
    budgets(first: 100) {
      nodes {
        ...BudgetFields
      }
    }
  }
`,
  [BudgetFields],
);
