/** What several parts of the page ask the studio to change. */
import { ClipFields, GalleryOf, JobFields, TakeFields, Trouble } from "./entities";
import { QuoteFields } from "./money";
import { graphql } from "./tada";

/** What is to be rendered: some shots, a scene or a whole film. */
export type Target =
  | { clipIds: string[]; staleOnly?: true }
  | { sceneId: string }
  | { projectId: string };

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
      batch {
        id
      }
      quote {
        ...QuoteFields
      }
      userErrors {
        ...Trouble
      }
    }
  }
`,
  [JobFields, QuoteFields, Trouble],
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
      quote {
        ...QuoteFields
      }
      userErrors {
        ...Trouble
      }
    }
  }
`,
  [JobFields, QuoteFields, Trouble],
);

export const PrioritizeJobs = graphql(
  `
  mutation PrioritizeJobs($input: PrioritizeJobsInput!) {
    prioritizeJobs(input: $input) {
      count
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

export const PauseJobs = graphql(
  `
  mutation PauseJobs($input: PauseJobsInput!) {
    pauseJobs(input: $input) {
      count
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

export const ResumeJobs = graphql(
  `
  mutation ResumeJobs($input: ResumeJobsInput!) {
    resumeJobs(input: $input) {
      count
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

export const MoveJobs = graphql(
  `
  mutation MoveJobs($input: MoveJobsInput!) {
    moveJobs(input: $input) {
      count
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

export const RetryJobs = graphql(
  `
  mutation RetryJobs($input: RetryJobsInput!) {
    retryJobs(input: $input) {
      count
      jobs {
        ...JobFields
      }
      quote {
        ...QuoteFields
      }
      userErrors {
        ...Trouble
      }
    }
  }
`,
  [JobFields, QuoteFields, Trouble],
);

export const ClearJobs = graphql(
  `
  mutation ClearJobs($input: ClearJobsInput!) {
    clearJobs(input: $input) {
      count
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

export const SelectTakes = graphql(
  `
  mutation SelectTakes($input: SelectTakesInput!) {
    selectTakes(input: $input) {
      takes {
        ...TakeFields
        clip {
          ...GalleryOf
        }
      }
      userErrors {
        ...Trouble
      }
    }
  }
`,
  [TakeFields, GalleryOf, Trouble],
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

export const LockClips = graphql(
  `
  mutation LockClips($input: LockClipsInput!) {
    lockClips(input: $input) {
      clips {
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
