/** What the inspector reads of a shot beyond the project's reading, and what it changes. */
import { CharacterFields, ClipFields, JobFields, TakeFields, Trouble } from "@/graphql/entities";
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

/** Whose drafts these are. */
export const DraftsOf = graphql(`
  query DraftsOf {
    viewer {
      account {
        id
      }
    }
  }
`);

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
      durationFrames
      scene {
        id
        project {
          id
          fps
        }
      }
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

export const UpdateCharacter = graphql(
  `
  mutation InspectorUpdateCharacter($input: UpdateCharacterInput!) {
    updateCharacter(input: $input) {
      character {
        ...CharacterFields
      }
      userErrors {
        ...Trouble
      }
    }
  }
`,
  [CharacterFields, Trouble],
);

export const WritePrompts = graphql(
  `
  mutation InspectorWritePrompts($input: WritePromptsInput!) {
    writePrompts(input: $input) {
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

export const ReorderClips = graphql(
  `
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
        ...Trouble
      }
    }
  }
`,
  [Trouble],
);
