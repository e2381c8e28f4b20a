import { Trouble } from "@/graphql/entities";
import { graphql, type ResultOf } from "@/graphql/tada";
import { WorkflowFields } from "@/graphql/workflows";

export const Inspect = graphql(
  `
  mutation InspectWorkflow($input: InspectWorkflowInput!) {
    inspectWorkflow(input: $input) {
      inspection {
        format
        inputs {
          name
          label
          place
          kind
          default
          minimum
          maximum
          choices
          confidence
          reason
          targets {
            nodeId
            input
          }
        }
        outputs {
          nodeId
          classType
          kind
          confidence
          reason
        }
        nodes {
          id
          classType
          title
          isKnown
          inputs {
            name
            value
          }
        }
        nodeClasses
        unknownClasses
        files {
          folder
          name
          url
        }
        problems {
          code
          nodeId
          classType
          input
          message
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

export const ImportWorkflow = graphql(
  `
  mutation ImportWorkflow($input: ImportWorkflowInput!) {
    importWorkflow(input: $input) {
      workflow {
        ...WorkflowFields
      }
      userErrors {
        ...Trouble
      }
    }
  }
`,
  [WorkflowFields, Trouble],
);

export const UpdateWorkflow = graphql(
  `
  mutation UpdateWorkflow($input: UpdateWorkflowInput!) {
    updateWorkflow(input: $input) {
      workflow {
        ...WorkflowFields
      }
      userErrors {
        ...Trouble
      }
    }
  }
`,
  [WorkflowFields, Trouble],
);

export const DuplicateWorkflow = graphql(
  `
  mutation DuplicateWorkflow($input: DuplicateWorkflowInput!) {
    duplicateWorkflow(input: $input) {
      workflow {
        ...WorkflowFields
      }
      userErrors {
        ...Trouble
      }
    }
  }
`,
  [WorkflowFields, Trouble],
);

export const InstantiateTemplate = graphql(
  `
  mutation InstantiateWorkflowTemplate($input: InstantiateWorkflowTemplateInput!) {
    instantiateWorkflowTemplate(input: $input) {
      workflow {
        ...WorkflowFields
      }
      userErrors {
        ...Trouble
      }
    }
  }
`,
  [WorkflowFields, Trouble],
);

export const DeleteWorkflow = graphql(
  `
  mutation DeleteWorkflow($input: DeleteWorkflowInput!) {
    deleteWorkflow(input: $input) {
      deletedId
      userErrors {
        ...Trouble
      }
    }
  }
`,
  [Trouble],
);

export const RestoreWorkflow = graphql(
  `
  mutation RestoreWorkflow($input: RestoreWorkflowInput!) {
    restoreWorkflow(input: $input) {
      workflow {
        ...WorkflowFields
      }
      userErrors {
        ...Trouble
      }
    }
  }
`,
  [WorkflowFields, Trouble],
);

export const ExportWorkflow = graphql(
  `
  mutation ExportWorkflow($input: ExportWorkflowInput!) {
    exportWorkflow(input: $input) {
      text
      userErrors {
        ...Trouble
      }
    }
  }
`,
  [Trouble],
);

export type Inspection = NonNullable<ResultOf<typeof Inspect>["inspectWorkflow"]["inspection"]>;
export type Offer = Inspection["inputs"][number];
