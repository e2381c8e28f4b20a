import { JobFields } from "@/graphql/entities";
import { graphql, type ResultOf, type VariablesOf } from "@/graphql/tada";

export const RendersQuery = graphql(
  `
  query HistoryRenders($after: String, $filter: RenderJobFilter) {
    jobs(first: 50, after: $after, filter: $filter) {
      totalCount
      pageInfo {
        hasNextPage
        endCursor
      }
      nodes {
        ...JobFields
        model
        seed
        prompt
        spent
        requestedBy {
          id
          name
        }
      }
    }
  }
`,
  [JobFields],
);

export type Filter = NonNullable<VariablesOf<typeof RendersQuery>["filter"]>;
export type Render = ResultOf<typeof RendersQuery>["jobs"]["nodes"][number];

export const UsageQuery = graphql(`
  query ModelUsages($since: DateTime, $projectId: ID) {
    modelUsage(since: $since, projectId: $projectId) {
      model
      kind
      jobCount
      completedCount
      failedCount
      cancelledCount
      successRate
      takeCount
      pickedCount
      seconds
      spent
    }
  }
`);

export type Usage = ResultOf<typeof UsageQuery>["modelUsage"][number];

export const TableQuery = graphql(`
  query HistoryAsTable($since: DateTime, $projectId: ID) {
    history(since: $since, projectId: $projectId) {
      csv
      rowCount
      isCut
    }
  }
`);

/** Whose renders there can be, and of which projects. */
export const WhoseQuery = graphql(`
  query HistoryWhose {
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
