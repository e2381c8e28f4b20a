/** What the timeline reads beyond the project and its tracks, and what it changes. */
import { TrackFields, Trouble } from "@/graphql/entities";
import { graphql } from "@/graphql/tada";

/** Where the clips of a scene lie. */
export const Laid = graphql(`
  fragment Laid on Scene {
    id
    clips {
      id
      startFrame
      durationFrames
      version
      scene {
        id
      }
    }
  }
`);

export const Former = graphql(`
  fragment Former on ClipPlace {
    id
    startFrame
    durationFrames
  }
`);

export const MoveClip = graphql(
  `
  mutation TimelineMoveClip($input: MoveClipInput!) {
    moveClip(input: $input) {
      clip {
        id
        startFrame
        version
        scene {
          ...Laid
        }
      }
      proposals {
        kind
        startFrame
        description
      }
      userErrors {
        ...Trouble
      }
    }
  }
`,
  [Laid, Trouble],
);

export const MoveClips = graphql(
  `
  mutation TimelineMoveClips($input: MoveClipsInput!) {
    moveClips(input: $input) {
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

export const PlaceClips = graphql(
  `
  mutation TimelinePlaceClips($input: PlaceClipsInput!) {
    placeClips(input: $input) {
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

export const TrimClip = graphql(
  `
  mutation TimelineTrimClip($input: UpdateClipInput!) {
    updateClip(input: $input) {
      clip {
        id
        durationFrames
        sourceFrame
        version
        scene {
          ...Laid
        }
      }
      proposals {
        kind
        startFrame
        description
      }
      userErrors {
        ...Trouble
      }
    }
  }
`,
  [Laid, Trouble],
);

export const TurnClip = graphql(
  `
  mutation TimelineTurnClip($input: UpdateClipInput!) {
    updateClip(input: $input) {
      clip {
        id
        transitionKind
        transitionFrames
        version
      }
      userErrors {
        ...Trouble
      }
    }
  }
`,
  [Trouble],
);

export const ResolveOverlaps = graphql(
  `
  mutation TimelineResolveOverlaps($input: ResolveOverlapsInput!) {
    resolveOverlaps(input: $input) {
      undo {
        ...Former
      }
      scene {
        ...Laid
      }
      userErrors {
        ...Trouble
      }
    }
  }
`,
  [Laid, Former, Trouble],
);

export const CloseGaps = graphql(
  `
  mutation TimelineCloseGaps($input: CloseGapsInput!) {
    closeGaps(input: $input) {
      undo {
        ...Former
      }
      scene {
        ...Laid
      }
      userErrors {
        ...Trouble
      }
    }
  }
`,
  [Laid, Former, Trouble],
);

export const BeatsQuery = graphql(`
  query TrackBeats($id: ID!) {
    node(id: $id) {
      __typename
      ... on Track {
        id
        beats(first: 10000) {
          frame
          bar
        }
      }
    }
  }
`);

export const AlignToBeats = graphql(
  `
  mutation TimelineAlignToBeats($input: AlignClipsToBeatsInput!) {
    alignClipsToBeats(input: $input) {
      undo {
        ...Former
      }
      clips {
        id
        startFrame
        durationFrames
        version
        scene {
          ...Laid
        }
      }
      userErrors {
        ...Trouble
      }
    }
  }
`,
  [Laid, Former, Trouble],
);

export const ReorderTracks = graphql(
  `
  mutation TimelineReorderTracks($input: ReorderTracksInput!) {
    reorderTracks(input: $input) {
      project {
        id
        tracks {
          ...TrackFields
        }
      }
      userErrors {
        ...Trouble
      }
    }
  }
`,
  [TrackFields, Trouble],
);
