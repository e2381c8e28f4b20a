/** Workflows of one's own: what several parts of the page read and say of them. */
import type { MediaKind } from "./entities";
import { type FragmentOf, graphql } from "./tada";

export const WorkflowFields = graphql(`
  fragment WorkflowFields on Workflow {
    id
    name
    description
    category
    kind
    templateId
    sourceFormat
    outputNodeId
    nodeClasses
    revision
    version
    updatedAt
    inputs {
      name
      label
      place
      kind
      default
      minimum
      maximum
      choices
      targets {
        nodeId
        input
      }
    }
    files {
      folder
      name
      url
    }
  }
`);

export type Workflow = FragmentOf<typeof WorkflowFields>;
export type WorkflowInput = Workflow["inputs"][number];
export type InputKind = WorkflowInput["kind"];
export type Place = NonNullable<WorkflowInput["place"]>;

export const WorkflowsQuery = graphql(
  `
  query Workflows($filter: WorkflowFilter) {
    workflows(first: 100, filter: $filter) {
      totalCount
      nodes {
        ...WorkflowFields
      }
    }
  }
`,
  [WorkflowFields],
);

/** What goes into an input by itself, in the order in which people think of it. */
export const PLACES: Record<Place, string> = {
  PROMPT: "Prompt",
  NEGATIVE_PROMPT: "Keep away from",
  SEED: "Seed",
  WIDTH: "Width",
  HEIGHT: "Height",
  FRAMES: "Frames",
  RATE: "Frames per second",
  SECONDS: "Seconds",
  START_IMAGE: "Picture to start from",
  END_IMAGE: "Picture to end with",
  REFERENCE_1: "Reference picture",
  REFERENCE_2: "Second reference picture",
  STEPS: "Steps",
  CFG: "CFG",
  MODEL: "Model",
  LYRICS: "Lyrics",
};

export const ALL_PLACES = Object.keys(PLACES) as Place[];

/** What a place takes. */
export const PLACE_KINDS: Record<Place, InputKind> = {
  PROMPT: "TEXT",
  NEGATIVE_PROMPT: "TEXT",
  SEED: "INTEGER",
  WIDTH: "INTEGER",
  HEIGHT: "INTEGER",
  FRAMES: "INTEGER",
  RATE: "NUMBER",
  SECONDS: "NUMBER",
  START_IMAGE: "PICTURE",
  END_IMAGE: "PICTURE",
  REFERENCE_1: "PICTURE",
  REFERENCE_2: "PICTURE",
  STEPS: "INTEGER",
  CFG: "NUMBER",
  MODEL: "TEXT",
  LYRICS: "TEXT",
};

export const MADE: Record<MediaKind, string> = {
  IMAGE: "Pictures",
  VIDEO: "Videos",
  AUDIO: "Sound",
};

/** What an input is called: by what goes into it, else as it was named. */
export function inputLabel({ place, label }: Pick<WorkflowInput, "place" | "label">): string {
  return place ? PLACES[place] : label;
}
