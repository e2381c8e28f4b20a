/** What several parts of the page ask the studio to change. */
import { ClipFields, JobFields, TakeFields, Trouble } from "./entities";
import { graphql } from "./tada";

/** What is to be rendered: some shots, a scene or a whole film. */
export type Target = { clipIds: string[] } | { sceneId: string } | { projectId: string };

export const GenerateClips = graphql(
  `
  mutation GenerateClips($input: GenerateClipsInput!) {
    generateClips(input: $input) {
      jobs {
        ...JobFields
      }
      skipped {
        clipId
        reason
        message
      }
      userErrors {
        ...Trouble
      }
    }
  }
`,
  [JobFields, Trouble],
);

export const CancelJobs = graphql(
  `
  mutation CancelJobs($input: CancelJobsInput!) {
    cancelJobs(input: $input) {
      cancelledCount
      jobs {
        ...JobFields
      }
      userErrors {
        ...Trouble
      }
    }
  }
`,
  [JobFields, Trouble],
);

export const RetryJob = graphql(
  `
  mutation RetryJob($input: RetryJobInput!) {
    retryJob(input: $input) {
      job {
        ...JobFields
      }
      userErrors {
        ...Trouble
      }
    }
  }
`,
  [JobFields, Trouble],
);

export const SelectTake = graphql(
  `
  mutation SelectTake($input: SelectTakeInput!) {
    selectTake(input: $input) {
      take {
        ...TakeFields
      }
      userErrors {
        ...Trouble
      }
    }
  }
`,
  [TakeFields, Trouble],
);

export const UpdateClip = graphql(
  `
  mutation UpdateClip($input: UpdateClipInput!) {
    updateClip(input: $input) {
      clip {
        ...ClipFields
      }
      userErrors {
        ...Trouble
      }
    }
  }
`,
  [ClipFields, Trouble],
);
