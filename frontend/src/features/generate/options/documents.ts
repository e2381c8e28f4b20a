import { PresetFields } from "@/graphql/catalogue";
import { PosterFields, Trouble } from "@/graphql/entities";
import { graphql } from "@/graphql/tada";

/** The pictures of a film, the newest first. */
export const PicturesQuery = graphql(
  `
  query PicturesToStartFrom($projectId: ID!) {
    takes(first: 60, filter: { projectId: $projectId, kind: IMAGE }) {
      totalCount
      nodes {
        ...PosterFields
        clip {
          id
          number
          name
        }
      }
    }
  }
`,
  [PosterFields],
);

export const KeepAsPreset = graphql(
  `
  mutation KeepAsPreset($input: CreatePresetInput!) {
    createPreset(input: $input) {
      preset {
        ...PresetFields
      }
      userErrors {
        ...Trouble
      }
    }
  }
`,
  [PresetFields, Trouble],
);
