import { type FragmentOf, graphql, type ResultOf } from "@/graphql/tada";

const BatchFields = graphql(`
  fragment BatchFields on Batch {
    id
    name
    counts {
      total
      waiting
      running
      completed
      failed
      cancelled
      paused
    }
    progress
    etaSeconds
    expectedCost
    mostCost
    spent
    held
    createdAt
    requestedBy {
      id
      name
    }
    project {
      id
      name
    }
  }
`);

export type Batch = FragmentOf<typeof BatchFields>;

export const BatchesQuery = graphql(
  `
  query Batches($projectId: ID) {
    batches(first: 50, projectId: $projectId) {
      nodes {
        ...BatchFields
      }
    }
  }
`,
  [BatchFields],
);

export const BatchProgress = graphql(
  `
  subscription BatchProgress($batchId: ID!) {
    batchProgress(batchId: $batchId) {
      ...BatchFields
    }
  }
`,
  [BatchFields],
);

/** What went wrong in one, and what it left out. */
export const BatchDetails = graphql(`
  query BatchDetails($id: ID!) {
    batch(id: $id) {
      id
      failed {
        id
        kind
        canRetry
        error {
          code
          message
        }
        clip {
          id
          number
        }
      }
      skipped {
        reason
        clip {
          id
          number
        }
      }
    }
  }
`);

export type Details = NonNullable<ResultOf<typeof BatchDetails>["batch"]>;
