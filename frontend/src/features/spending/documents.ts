import { Trouble } from "@/graphql/entities";
import { BudgetFields } from "@/graphql/money";
import { type FragmentOf, graphql, type ResultOf } from "@/graphql/tada";

export const SetBudget = graphql(
  `
  mutation SetBudget($input: SetBudgetInput!) {
    setBudget(input: $input) {
      budget { ...BudgetFields }
      userErrors { ...Trouble }
    }
  }
`,
  [BudgetFields, Trouble],
);

export const DeleteBudget = graphql(
  `
  mutation DeleteBudget($input: DeleteBudgetInput!) {
    deleteBudget(input: $input) {
      deletedId
      userErrors { ...Trouble }
    }
  }
`,
  [Trouble],
);

const PriceFields = graphql(`
  fragment PriceFields on Price {
    id
    endpoint {
      id
      name
    }
    provider
    model
    kind
    mostPixels
    unit
    amount
    label
    coldStartSeconds
    idleSeconds
    typicalSeconds
    longestSeconds
    tokensPerTake
    version
  }
`);

export type Price = FragmentOf<typeof PriceFields>;

export const PricesQuery = graphql(
  `
  query Prices {
    prices(first: 100) {
      totalCount
      nodes { ...PriceFields }
    }
  }
`,
  [PriceFields],
);

/** What a price can be of, and what is published. */
export const PriceChoices = graphql(`
  query PriceChoices {
    endpoints(first: 100) {
      nodes {
        id
        name
        provider
        model
      }
    }
    gpuPrices {
      name
      flexAmount
      activeAmount
      coldStartSeconds
      idleSeconds
    }
  }
`);

export const CreatePrice = graphql(
  `
  mutation CreatePrice($input: CreatePriceInput!) {
    createPrice(input: $input) {
      price { ...PriceFields }
      userErrors { ...Trouble }
    }
  }
`,
  [PriceFields, Trouble],
);

export const UpdatePrice = graphql(
  `
  mutation UpdatePrice($input: UpdatePriceInput!) {
    updatePrice(input: $input) {
      price { ...PriceFields }
      userErrors { ...Trouble }
    }
  }
`,
  [PriceFields, Trouble],
);

export const DeletePrice = graphql(
  `
  mutation DeletePrice($input: DeletePriceInput!) {
    deletePrice(input: $input) {
      deletedId
      userErrors { ...Trouble }
    }
  }
`,
  [Trouble],
);

export const ReportQuery = graphql(`
  query Report($by: ReportBy!, $since: DateTime, $until: DateTime, $projectId: ID) {
    spendingReport(by: $by, since: $since, until: $until, projectId: $projectId) {
      spent
      unassigned
      csv
      rows {
        key
        name
        attemptCount
        expectedCost
        spent
      }
    }
  }
`);

export type Report = ResultOf<typeof ReportQuery>["spendingReport"];

/** For whom there is something to choose: projects, and those who have spent. */
export const ScopesQuery = graphql(`
  query SpendingScopes {
    viewer {
      role
      account {
        id
        name
      }
    }
    projects(first: 100) {
      nodes {
        id
        name
      }
    }
    spendingReport(by: ACCOUNT) {
      rows {
        key
        name
      }
    }
  }
`);

export const LedgerQuery = graphql(`
  query Ledger($after: String, $filter: LedgerFilter) {
    ledger(first: 25, after: $after, filter: $filter) {
      totalCount
      pageInfo {
        hasNextPage
        endCursor
      }
      nodes {
        id
        actual
        estimated
        reserved
        source
        outcome
        note
        kind
        model
        createdAt
        project {
          id
          name
        }
        account {
          id
          name
        }
        endpoint {
          id
          name
        }
        job {
          id
          clip {
            id
            number
          }
        }
      }
    }
  }
`);

export type Entry = ResultOf<typeof LedgerQuery>["ledger"]["nodes"][number];

export const RecordBill = graphql(
  `
  mutation RecordBill($input: RecordBillInput!) {
    recordBill(input: $input) {
      entry { id }
      userErrors { ...Trouble }
    }
  }
`,
  [Trouble],
);
