/** Shots made of others, or gone. */
import { ClipFields, Trouble } from "@/graphql/entities";
import { graphql } from "@/graphql/tada";
import { Former, Laid } from "./documents";

export const SplitClip = graphql(
  `
  mutation TimelineSplitClip($input: SplitClipInput!) {
    splitClip(input: $input) {
      undo {
        ...Former
      }
      clip {
        id
        scene {
          ...Laid
        }
      }
      second {
        ...ClipFields
      }
      userErrors {
        ...Trouble
      }
    }
  }
`,
  [ClipFields, Laid, Former, Trouble],
);

export const MergeClips = graphql(
  `
  mutation TimelineMergeClips($input: MergeClipsInput!) {
    mergeClips(input: $input) {
      undo {
        ...Former
      }
      clip {
        ...ClipFields
        scene {
          ...Laid
        }
      }
      deletedIds
      userErrors {
        ...Trouble
      }
    }
  }
`,
  [ClipFields, Laid, Former, Trouble],
);

export const DuplicateClips = graphql(
  `
  mutation TimelineDuplicateClips($input: DuplicateClipsInput!) {
    duplicateClips(input: $input) {
      clips {
        ...ClipFields
      }
      scenes {
        ...Laid
      }
      userErrors {
        ...Trouble
      }
    }
  }
`,
  [ClipFields, Laid, Trouble],
);

export const DeleteClips = graphql(
  `
  mutation TimelineDeleteClips($input: DeleteClipsInput!) {
    deleteClips(input: $input) {
      deletedIds
      scenes {
        ...Laid
      }
      userErrors {
        ...Trouble
      }
    }
  }
`,
  [Laid, Trouble],
);

export const RestoreClips = graphql(
  `
  mutation TimelineRestoreClips($input: RestoreClipsInput!) {
    restoreClips(input: $input) {
      clips {
        ...ClipFields
      }
      scenes {
        ...Laid
      }
      userErrors {
        ...Trouble
      }
    }
  }
`,
  [ClipFields, Laid, Trouble],
);
