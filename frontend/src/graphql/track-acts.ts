/** Changing tracks of sound, wherever one does. */
import { TrackFields, Trouble } from "./entities";
import { graphql } from "./tada";

export const UpdateTrack = graphql(
  `
  mutation UpdateTrack($input: UpdateTrackInput!) {
    updateTrack(input: $input) {
      track {
        ...TrackFields
      }
      userErrors {
        ...Trouble
      }
    }
  }
`,
  [TrackFields, Trouble],
);

export const DeleteTrack = graphql(
  `
  mutation DeleteTrack($input: DeleteTrackInput!) {
    deleteTrack(input: $input) {
      deletedId
      userErrors {
        ...Trouble
      }
    }
  }
`,
  [Trouble],
);

export const RestoreTrack = graphql(
  `
  mutation RestoreTrack($input: RestoreTrackInput!) {
    restoreTrack(input: $input) {
      track {
        ...TrackFields
      }
      userErrors {
        ...Trouble
      }
    }
  }
`,
  [TrackFields, Trouble],
);
