import { PresetFields, SettingsFields } from "@/graphql/catalogue";
import { JobFields, PosterFields, Trouble } from "@/graphql/entities";
import { QuoteFields } from "@/graphql/money";
import { graphql, type ResultOf } from "@/graphql/tada";

/** A preset with what it was before. */
const WholeFields = graphql(
  `
  fragment WholeFields on Preset {
    ...PresetFields
    versions {
      number
      name
      createdAt
      editedBy {
        id
        name
      }
      settings {
        ...SettingsFields
      }
    }
  }
`,
  [PresetFields, SettingsFields],
);

export const PresetQuery = graphql(
  `
  query Preset($id: ID!) {
    node(id: $id) {
      __typename
      ... on Preset {
        ...WholeFields
      }
    }
  }
`,
  [WholeFields],
);

export const CreatePreset = graphql(
  `
  mutation CreatePreset($input: CreatePresetInput!) {
    createPreset(input: $input) {
      preset {
        ...WholeFields
      }
      userErrors {
        ...Trouble
      }
    }
  }
`,
  [WholeFields, Trouble],
);

export const UpdatePreset = graphql(
  `
  mutation UpdatePreset($input: UpdatePresetInput!) {
    updatePreset(input: $input) {
      preset {
        ...WholeFields
      }
      userErrors {
        ...Trouble
      }
    }
  }
`,
  [WholeFields, Trouble],
);

export const RestoreVersion = graphql(
  `
  mutation RestorePresetVersion($input: RestorePresetVersionInput!) {
    restorePresetVersion(input: $input) {
      preset {
        ...WholeFields
      }
      userErrors {
        ...Trouble
      }
    }
  }
`,
  [WholeFields, Trouble],
);

export const DuplicatePreset = graphql(
  `
  mutation DuplicatePreset($input: DuplicatePresetInput!) {
    duplicatePreset(input: $input) {
      preset {
        ...WholeFields
      }
      userErrors {
        ...Trouble
      }
    }
  }
`,
  [WholeFields, Trouble],
);

export const DeletePreset = graphql(
  `
  mutation DeletePreset($input: DeletePresetInput!) {
    deletePreset(input: $input) {
      deletedId
      userErrors {
        ...Trouble
      }
    }
  }
`,
  [Trouble],
);

export const RestorePreset = graphql(
  `
  mutation RestorePreset($input: RestorePresetInput!) {
    restorePreset(input: $input) {
      preset {
        ...WholeFields
      }
      userErrors {
        ...Trouble
      }
    }
  }
`,
  [WholeFields, Trouble],
);

export const ExportPresets = graphql(
  `
  mutation ExportPresets($input: ExportPresetsInput!) {
    exportPresets(input: $input) {
      text
      userErrors {
        ...Trouble
      }
    }
  }
`,
  [Trouble],
);

export const ImportPresets = graphql(
  `
  mutation ImportPresets($input: ImportPresetsInput!) {
    importPresets(input: $input) {
      presets {
        ...WholeFields
      }
      userErrors {
        ...Trouble
      }
    }
  }
`,
  [WholeFields, Trouble],
);

export const TryPreset = graphql(
  `
  mutation TryPreset($input: TryPresetInput!) {
    tryPreset(input: $input) {
      job {
        ...JobFields
      }
      quote {
        ...QuoteFields
      }
      userErrors {
        ...Trouble
      }
    }
  }
`,
  [JobFields, QuoteFields, Trouble],
);

export const TrialQuery = graphql(
  `
  query Trial($id: ID!) {
    job(id: $id) {
      ...JobFields
      prompt
      takes {
        ...PosterFields
      }
    }
  }
`,
  [JobFields, PosterFields],
);

type Nodes = NonNullable<ResultOf<typeof PresetQuery>["node"]>;
export type WholePreset = Extract<Nodes, { __typename: "Preset" }>;
export type Version = WholePreset["versions"][number];
