/** What the board asks the studio to change. */
import { ClipFields, SceneFields, Trouble } from "@/graphql/entities";
import { graphql } from "@/graphql/tada";

/** Where the clips of a scene lie once some came or went. */
const Lying = graphql(`
  fragment Lying on Scene {
    id
    clips {
      id
      startFrame
      version
    }
  }
`);

export const CreateClip = graphql(
  `
  mutation BoardCreateClip($input: CreateClipInput!) {
    createClip(input: $input) {
      clip { ...ClipFields }
      userErrors { ...Trouble }
    }
  }
`,
  [ClipFields, Trouble],
);

export const MoveClips = graphql(
  `
  mutation BoardMoveClips($input: MoveClipsInput!) {
    moveClips(input: $input) {
      scenes {
        id
        clips {
          id
          startFrame
          version
          scene {
            id
          }
        }
      }
      userErrors { ...Trouble }
    }
  }
`,
  [Trouble],
);

export const DeleteClips = graphql(
  `
  mutation BoardDeleteClips($input: DeleteClipsInput!) {
    deleteClips(input: $input) {
      deletedIds
      scenes { ...Lying }
      userErrors { ...Trouble }
    }
  }
`,
  [Lying, Trouble],
);

export const RestoreClips = graphql(
  `
  mutation BoardRestoreClips($input: RestoreClipsInput!) {
    restoreClips(input: $input) {
      clips { ...ClipFields }
      scenes { ...Lying }
      userErrors { ...Trouble }
    }
  }
`,
  [ClipFields, Lying, Trouble],
);

export const DuplicateClips = graphql(
  `
  mutation BoardDuplicateClips($input: DuplicateClipsInput!) {
    duplicateClips(input: $input) {
      clips { ...ClipFields }
      scenes { ...Lying }
      userErrors { ...Trouble }
    }
  }
`,
  [ClipFields, Lying, Trouble],
);

export const CreateScene = graphql(
  `
  mutation BoardCreateScene($input: CreateSceneInput!) {
    createScene(input: $input) {
      scene {
        ...SceneFields
        clips { ...ClipFields }
      }
      userErrors { ...Trouble }
    }
  }
`,
  [SceneFields, ClipFields, Trouble],
);

export const UpdateScene = graphql(
  `
  mutation BoardUpdateScene($input: UpdateSceneInput!) {
    updateScene(input: $input) {
      scene { ...SceneFields }
      userErrors { ...Trouble }
    }
  }
`,
  [SceneFields, Trouble],
);

export const DuplicateScene = graphql(
  `
  mutation BoardDuplicateScene($input: DuplicateSceneInput!) {
    duplicateScene(input: $input) {
      scene {
        ...SceneFields
        clips { ...ClipFields }
      }
      userErrors { ...Trouble }
    }
  }
`,
  [SceneFields, ClipFields, Trouble],
);

export const DeleteScene = graphql(
  `
  mutation BoardDeleteScene($input: DeleteSceneInput!) {
    deleteScene(input: $input) {
      deletedId
      userErrors { ...Trouble }
    }
  }
`,
  [Trouble],
);

export const RestoreScene = graphql(
  `
  mutation BoardRestoreScene($input: RestoreSceneInput!) {
    restoreScene(input: $input) {
      scene {
        ...SceneFields
        clips { ...ClipFields }
      }
      userErrors { ...Trouble }
    }
  }
`,
  [SceneFields, ClipFields, Trouble],
);

export const ReorderScenes = graphql(
  `
  mutation BoardReorderScenes($input: ReorderScenesInput!) {
    reorderScenes(input: $input) {
      project {
        id
        scenes {
          id
          position
          version
        }
      }
      userErrors { ...Trouble }
    }
  }
`,
  [Trouble],
);
