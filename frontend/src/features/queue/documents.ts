import { JobFields } from "@/graphql/entities";
import { graphql } from "@/graphql/tada";

/** Renders under way, the newest first; as many as one page holds. */
export const ActiveJobs = graphql(
  `
  query ActiveJobs {
    jobs(first: 100, filter: { active: true }) {
      nodes {
        ...JobFields
      }
    }
  }
`,
  [JobFields],
);

export const EndedJobs = graphql(
  `
  query EndedJobs {
    jobs(first: 40, filter: { active: false }) {
      nodes {
        ...JobFields
      }
    }
  }
`,
  [JobFields],
);

export const CancelJobs = graphql(
  `
  mutation CancelJobs($input: CancelJobsInput!) {
    cancelJobs(input: $input) {
      jobs {
        ...JobFields
      }
      userErrors {
        code
        field
        message
      }
    }
  }
`,
  [JobFields],
);

export const RetryJob = graphql(
  `
  mutation RetryJob($input: RetryJobInput!) {
    retryJob(input: $input) {
      job {
        ...JobFields
      }
      userErrors {
        code
        field
        message
      }
    }
  }
`,
  [JobFields],
);
