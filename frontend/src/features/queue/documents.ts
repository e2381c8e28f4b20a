import { JobFields } from "@/graphql/entities";
import { graphql, type ResultOf } from "@/graphql/tada";

/** How much is under way, here or in one project. */
export const ActiveJobs = graphql(`
  query ActiveJobs($projectId: ID) {
    jobs(first: 100, filter: { active: true, projectId: $projectId }) {
      totalCount
      pageInfo {
        hasNextPage
      }
      nodes {
        id
        state
      }
    }
  }
`);

/** What is being made: as many as the endpoints take at a time. */
export const MovingJobs = graphql(
  `
  query MovingJobs($projectId: ID) {
    jobs(
      first: 100
      filter: {
        projectId: $projectId
        states: [SAVING, RUNNING, STARTING, CANCELLING, WAITING, SUBMITTING]
      }
    ) {
      nodes {
        ...JobFields
      }
    }
  }
`,
  [JobFields],
);

/** What waits, the last asked for first. */
export const WaitingJobs = graphql(
  `
  query WaitingJobs($projectId: ID, $after: String) {
    jobs(first: 50, after: $after, filter: { projectId: $projectId, states: [QUEUED] }) {
      pageInfo {
        hasNextPage
        endCursor
      }
      nodes {
        ...JobFields
      }
    }
  }
`,
  [JobFields],
);

export type WaitingPage = ResultOf<typeof WaitingJobs>["jobs"];

export const EndedJobs = graphql(
  `
  query EndedJobs($projectId: ID) {
    jobs(first: 40, filter: { projectId: $projectId, active: false }) {
      nodes {
        ...JobFields
      }
    }
  }
`,
  [JobFields],
);
