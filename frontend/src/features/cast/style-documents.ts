import { StyleFields } from "@/graphql/cast";
import { Trouble } from "@/graphql/entities";
import { graphql } from "@/graphql/tada";

export const CreateStyle = graphql(
  `
  mutation CreateStyle($input: CreateStyleInput!) {
    createStyle(input: $input) {
      style {
        ...StyleFields
      }
      userErrors {
        ...Trouble
      }
    }
  }
`,
  [StyleFields, Trouble],
);

export const UpdateStyle = graphql(
  `
  mutation UpdateStyle($input: UpdateStyleInput!) {
    updateStyle(input: $input) {
      style {
        ...StyleFields
      }
      userErrors {
        ...Trouble
      }
    }
  }
`,
  [StyleFields, Trouble],
);

export const RestoreStyle = graphql(
  `
  mutation RestoreStyle($input: RestoreStyleInput!) {
    restoreStyle(input: $input) {
      style {
        ...StyleFields
      }
      userErrors {
        ...Trouble
      }
    }
  }
`,
  [StyleFields, Trouble],
);

export const DeleteStyle = graphql(
  `
  mutation DeleteStyle($input: DeleteStyleInput!) {
    deleteStyle(input: $input) {
      deletedId
      userErrors {
        ...Trouble
      }
    }
  }
`,
  [Trouble],
);

export const DuplicateStyle = graphql(
  `
  mutation DuplicateStyle($input: DuplicateStyleInput!) {
    duplicateStyle(input: $input) {
      style {
        ...StyleFields
      }
      userErrors {
        ...Trouble
      }
    }
  }
`,
  [StyleFields, Trouble],
);

export const ImportStyles = graphql(
  `
  mutation ImportStyles($input: ImportStylesInput!) {
    importStyles(input: $input) {
      styles {
        ...StyleFields
      }
      userErrors {
        ...Trouble
      }
    }
  }
`,
  [StyleFields, Trouble],
);

export const ShareStyle = graphql(
  `
  mutation ShareStyle($input: ShareStyleInput!) {
    shareStyle(input: $input) {
      style {
        ...StyleFields
      }
      userErrors {
        ...Trouble
      }
    }
  }
`,
  [StyleFields, Trouble],
);

export const ExportStyles = graphql(
  `
  mutation ExportStyles($input: ExportStylesInput!) {
    exportStyles(input: $input) {
      text
      userErrors {
        ...Trouble
      }
    }
  }
`,
  [Trouble],
);
