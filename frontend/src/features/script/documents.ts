import { ClipFields, ProjectFields, SceneFields, Trouble } from "@/graphql/entities";
import { graphql, type ResultOf } from "@/graphql/tada";

export const ExamplesQuery = graphql(`
  query Examples {
    exampleScripts {
      id
      title
      text
    }
  }
`);

export type Example = ResultOf<typeof ExamplesQuery>["exampleScripts"][number];

export const PreviewQuery = graphql(`
  query Preview($text: String!, $format: ScriptFormat) {
    scriptPreview(text: $text, format: $format) {
      title
      format
      sceneCount
      clipCount
      durationSeconds
      userErrors {
        code
        message
      }
      characters {
        name
        look
        speeches
      }
      scenes {
        number
        name
        sourceLine
        clips {
          number
          name
          framing
          durationFrames
          caption
          characters
          sourceLine
        }
      }
    }
  }
`);

export type Preview = ResultOf<typeof PreviewQuery>["scriptPreview"];
export type PreviewScene = Preview["scenes"][number];
export type PreviewShot = PreviewScene["clips"][number];
export type Format = NonNullable<Preview["format"]>;

export const TargetQuery = graphql(`
  query Target($id: ID!) {
    project(id: $id) {
      id
      name
    }
  }
`);

/** The answer is all that a project's screens read, so that they stand at once. */
export const ImportScript = graphql(
  `
  mutation ImportScript($input: ImportScriptInput!) {
    importScript(input: $input) {
      userErrors {
        ...Trouble
      }
      project {
        ...ProjectFields
        lastSeq
        scripts {
          id
        }
        scenes {
          ...SceneFields
          script {
            id
          }
          clips {
            ...ClipFields
          }
        }
      }
    }
  }
`,
  [ProjectFields, SceneFields, ClipFields, Trouble],
);

export const ScriptsQuery = graphql(`
  query Scripts($id: ID!) {
    project(id: $id) {
      id
      scripts {
        id
        title
        format
        text
        lineCount
        createdAt
      }
      scenes {
        id
        script {
          id
        }
      }
    }
  }
`);

export type ScriptText = NonNullable<ResultOf<typeof ScriptsQuery>["project"]>["scripts"][number];
