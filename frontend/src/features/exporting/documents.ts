import { ExportFields, Trouble } from "@/graphql/entities";
import { graphql, type ResultOf, type VariablesOf } from "@/graphql/tada";

export const ExportQuery = graphql(
  `
  query TimelineExport($input: TimelineExportInput!) {
    timelineExport(input: $input) {
      documents {
        name
        mediaType
        text
      }
      userErrors {
        ...Trouble
      }
    }
  }
`,
  [Trouble],
);

export const ReportQuery = graphql(
  `
  query ExportReport($input: ExportReportInput!) {
    exportReport(input: $input) {
      standing
      notices {
        code
        severity
        message
        clipIds
      }
      tracks {
        kind
        clipCount
        clips {
          id
          name
          startFrame
          durationFrames
          fileName
          alternateCount
        }
      }
      files {
        assetId
        name
        kind
        size
      }
      mediaBytes
      clipCount
      missingCount
      sceneCount
      lengthFrames
      frameRate
      width
      height
      startTimecode
      endTimecode
      userErrors {
        ...Trouble
      }
    }
  }
`,
  [Trouble],
);

export const ExportsQuery = graphql(
  `
  query Exports($projectId: ID!) {
    project(id: $projectId) {
      id
      exports(first: 50) {
        ...ExportFields
      }
    }
  }
`,
  [ExportFields],
);

const OptionsFields = graphql(`
  fragment ExportOptionsFields on ExportOptions {
    format
    rate
    dropFrame
    startTimecode
    folder
    fcpxmlVersion
    longReels
    takes
    parameters
    beats
    width
    height
    codec
    handles
    quality
    captions
    burnTimecode
    burnNames
    panAndZoom
    sound
    loudness
    panels
  }
`);

const PresetFields = graphql(
  `
  fragment ExportPresetFields on ExportPreset {
    id
    name
    version
    options {
      ...ExportOptionsFields
    }
  }
`,
  [OptionsFields],
);

export const PresetsQuery = graphql(
  `
  query ProjectExportPresets($projectId: ID!) {
    project(id: $projectId) {
      id
      exportPresets {
        ...ExportPresetFields
      }
    }
  }
`,
  [PresetFields],
);

/** How far it is, events tell: they may come before the answer. */
export const RequestExport = graphql(
  `
  mutation RequestExport($input: RequestExportInput!) {
    requestExport(input: $input) {
      export {
        id
      }
      userErrors {
        ...Trouble
      }
    }
  }
`,
  [Trouble],
);

export const CancelExport = graphql(
  `
  mutation CancelExport($input: CancelExportInput!) {
    cancelExport(input: $input) {
      export {
        ...ExportFields
      }
      userErrors {
        ...Trouble
      }
    }
  }
`,
  [ExportFields, Trouble],
);

export const RetryExport = graphql(
  `
  mutation RetryExport($input: RetryExportInput!) {
    retryExport(input: $input) {
      export {
        id
      }
      userErrors {
        ...Trouble
      }
    }
  }
`,
  [Trouble],
);

export const DeleteExport = graphql(
  `
  mutation DeleteExport($input: DeleteExportInput!) {
    deleteExport(input: $input) {
      deletedId
      userErrors {
        ...Trouble
      }
    }
  }
`,
  [Trouble],
);

export const SavePreset = graphql(
  `
  mutation SaveExportPreset($input: SaveExportPresetInput!) {
    saveExportPreset(input: $input) {
      exportPreset {
        ...ExportPresetFields
      }
      userErrors {
        ...Trouble
      }
    }
  }
`,
  [PresetFields, Trouble],
);

export const UpdatePreset = graphql(
  `
  mutation UpdateExportPreset($input: UpdateExportPresetInput!) {
    updateExportPreset(input: $input) {
      exportPreset {
        ...ExportPresetFields
      }
      userErrors {
        ...Trouble
      }
    }
  }
`,
  [PresetFields, Trouble],
);

export const DeletePreset = graphql(
  `
  mutation DeleteExportPreset($input: DeleteExportPresetInput!) {
    deleteExportPreset(input: $input) {
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
  mutation RestoreExportPreset($input: RestoreExportPresetInput!) {
    restoreExportPreset(input: $input) {
      exportPreset {
        ...ExportPresetFields
      }
      userErrors {
        ...Trouble
      }
    }
  }
`,
  [PresetFields, Trouble],
);

export type Wish = VariablesOf<typeof RequestExport>["input"];
export type TextWish = VariablesOf<typeof ExportQuery>["input"];
export type Written = NonNullable<ResultOf<typeof ExportQuery>["timelineExport"]>;
export type Report = NonNullable<ResultOf<typeof ReportQuery>["exportReport"]>;
export type Notice = Report["notices"][number];
type Presets = NonNullable<ResultOf<typeof PresetsQuery>["project"]>["exportPresets"];
export type Preset = Presets[number];
export type PresetOptions = Preset["options"];
