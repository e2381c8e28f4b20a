/** What changed elsewhere: comparing, doing what is chosen of it, and taking it back. */
import { ClipFields, SceneFields, TrackFields, Trouble } from "@/graphql/entities";
import { graphql, type ResultOf } from "@/graphql/tada";

const StateFields = graphql(`
  fragment StateFields on ClipState {
    name
    startFrame
    durationFrames
    sourceFrame
    transitionKind
    transitionFrames
    scene
    file
  }
`);

const HeardFields = graphql(`
  fragment HeardFields on SoundState {
    name
    startFrame
    durationFrames
    sourceFrame
    gainDb
    fadeInFrames
    fadeOutFrames
    muted
    file
  }
`);

/** The project's number comes first: what changes meanwhile is then told as a conflict. */
export const CompareTimeline = graphql(
  `
  query CompareTimeline($projectId: ID!, $input: TimelineComparisonInput!) {
    project(id: $projectId) {
      id
      fps
      lastSeq
      scenes {
        id
        clips {
          id
          number
          name
          caption
          selectedTake {
            id
            kind
            url
            thumbnailUrl
          }
        }
      }
    }
    timelineComparison(input: $input) {
      format
      unchangedCount
      unchangedSoundCount
      warnings
      soundChanges {
        id
        kind
        trackId
        before {
          ...HeardFields
        }
        after {
          ...HeardFields
        }
      }
      changes {
        id
        kind
        words
        clipId
        before {
          ...StateFields
        }
        after {
          ...StateFields
        }
      }
      userErrors {
        ...Trouble
      }
    }
  }
`,
  [StateFields, HeardFields, Trouble],
);

export type Compared = ResultOf<typeof CompareTimeline>;
export type Comparison = NonNullable<Compared["timelineComparison"]>;
export type ComparedProject = NonNullable<Compared["project"]>;
export type Shot = ComparedProject["scenes"][number]["clips"][number];
export type Change = Comparison["changes"][number];
export type ChangeKind = Change["kind"];
export type ClipState = NonNullable<Change["before"]>;
export type SoundChange = Comparison["soundChanges"][number];
export type SoundChangeKind = SoundChange["kind"];
export type SoundState = NonNullable<SoundChange["before"]>;

export const ApplyTimeline = graphql(
  `
  mutation ApplyTimeline($input: ApplyTimelineInput!) {
    applyTimeline(input: $input) {
      project {
        id
        lastSeq
        scenes {
          ...SceneFields
          clips {
            ...ClipFields
          }
        }
      }
      undo {
        id
        startFrame
        durationFrames
        expectedStartFrame
        expectedDurationFrames
      }
      clips {
        id
      }
      deletedIds
      former {
        id
        sceneId
        startFrame
        durationFrames
        sourceFrame
        name
        transitionKind
        transitionFrames
        takeId
      }
      tracks {
        ...TrackFields
      }
      deletedTrackIds
      formerTracks {
        id
        name
        startFrame
        sourceSamples
        durationFrames
        gainDb
        fadeInFrames
        fadeOutFrames
        muted
      }
      warnings
      userErrors {
        ...Trouble
      }
    }
  }
`,
  [SceneFields, ClipFields, TrackFields, Trouble],
);

export type Applied = NonNullable<ResultOf<typeof ApplyTimeline>["applyTimeline"]>;

export const PlaceBack = graphql(
  `
  mutation ImportingPlaceClips($input: PlaceClipsInput!) {
    placeClips(input: $input) {
      scenes {
        id
        clips {
          id
          startFrame
          durationFrames
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

export const MoveBack = graphql(
  `
  mutation ImportingMoveClip($input: MoveClipInput!) {
    moveClip(input: $input) {
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

export const DeleteMade = graphql(
  `
  mutation ImportingDeleteClips($input: DeleteClipsInput!) {
    deleteClips(input: $input) {
      deletedIds
      userErrors {
        ...Trouble
      }
    }
  }
`,
  [Trouble],
);

export const RestoreGone = graphql(
  `
  mutation ImportingRestoreClips($input: RestoreClipsInput!) {
    restoreClips(input: $input) {
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
