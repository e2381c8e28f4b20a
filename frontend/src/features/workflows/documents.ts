import { EndpointFields } from "@/graphql/entities";
import { graphql, type ResultOf } from "@/graphql/tada";
import { WorkflowFields } from "@/graphql/workflows";

export const WorkflowQuery = graphql(
  `
  query Workflow($id: ID!) {
    workflow(id: $id) {
      ...WorkflowFields
    }
  }
`,
  [WorkflowFields],
);

export const StandingsQuery = graphql(`
  query WorkflowStandings($ids: [ID!]!) {
    workflowStandings(workflowIds: $ids) {
      workflowId
      fit
      reason
      missingNodes
      missingFiles
      endpoint {
        id
        name
      }
    }
  }
`);

export const TemplatesQuery = graphql(`
  query WorkflowTemplates {
    workflowTemplates {
      id
      label
      family
      task
      kind
      category
      description
      parameters {
        name
        label
        kind
        default
        minimum
        maximum
        choices
      }
      files {
        role
        folder
        name
        url
        optional
      }
    }
  }
`);

/** The endpoints that can be asked what their nodes take. */
export const AskedQuery = graphql(
  `
  query EndpointsToAsk {
    endpoints(first: 100) {
      nodes {
        ...EndpointFields
      }
    }
  }
`,
  [EndpointFields],
);

export type Standing = ResultOf<typeof StandingsQuery>["workflowStandings"][number];
export type Template = ResultOf<typeof TemplatesQuery>["workflowTemplates"][number];
export type Parameter = Template["parameters"][number];
