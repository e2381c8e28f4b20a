/** What the inspector reads of a shot beyond the project's reading, and what it changes. */
import { CharacterFields, ClipFields, JobFields, TakeFields } from "@/graphql/entities";
import { graphql } from "@/graphql/tada";

export const ClipDetails = graphql(
  `
  query ClipDetails($clipId: ID!) {
    clip(id: $clipId) {
      ...ClipFields
      gallery(first: 200) {
        ...TakeFields
      }
      recent: jobs(first: 20) {
        ...JobFields
      }
    }
  }
`,
  [ClipFields, TakeFields, JobFields],
);

export const CastQuery = graphql(
  `
  query Cast($projectId: ID!) {
    project(id: $projectId) {
      id
      characters {
        ...CharacterFields
      }
    }
  }
`,
  [CharacterFields],
);

export const ClipWords = graphql(`
  query ClipWords($id: ID!) {
    clip(id: $id) {
      id
      version
      name
      caption
      imagePrompt
      videoPrompt
      negativePrompt
    }
  }
`);

export const CharacterWords = graphql(
  `
  query CharacterWords($id: ID!) {
    node(id: $id) {
      __typename
      ... on Character {
        ...CharacterFields
      }
    }
  }
`,
  [CharacterFields],
);

export const UpdateClip = graphql(
  `
  mutation InspectorUpdateClip($input: UpdateClipInput!) {
    updateClip(input: $input) {
      clip {
        ...ClipFields
      }
      userErrors {
        code
        field
        message
      }
    }
  }
`,
  [ClipFields],
);

export const UpdateCharacter = graphql(
  `
  mutation InspectorUpdateCharacter($input: UpdateCharacterInput!) {
    updateCharacter(input: $input) {
      character {
        ...CharacterFields
      }
      userErrors {
        code
        field
        message
      }
    }
  }
`,
  [CharacterFields],
);

export const ReorderClips = graphql(`
  mutation InspectorReorderClips($input: ReorderClipsInput!) {
    reorderClips(input: $input) {
      scene {
        id
        clips {
          id
          startFrame
          version
        }
      }
      userErrors {
        code
        field
        message
      }
    }
  }
`);

export const SelectTake = graphql(
  `
  mutation InspectorSelectTake($input: SelectTakeInput!) {
    selectTake(input: $input) {
      take {
        ...TakeFields
      }
      userErrors {
        code
        field
        message
      }
    }
  }
`,
  [TakeFields],
);

export const CancelJobs = graphql(
  `
  mutation InspectorCancelJobs($input: CancelJobsInput!) {
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
  mutation InspectorRetryJob($input: RetryJobInput!) {
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
