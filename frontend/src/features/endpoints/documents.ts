import { EndpointFields, Trouble } from "@/graphql/entities";
import { graphql, type ResultOf } from "@/graphql/tada";

export const EndpointsQuery = graphql(
  `
  query Endpoints {
    endpoints(first: 100) {
      totalCount
      nodes {
        ...EndpointFields
      }
    }
  }
`,
  [EndpointFields],
);

export const AddEndpoint = graphql(
  `
  mutation AddEndpoint($input: AddEndpointInput!) {
    addEndpoint(input: $input) {
      key
      environment
      endpoint {
        ...EndpointFields
      }
      userErrors {
        ...Trouble
      }
    }
  }
`,
  [EndpointFields, Trouble],
);

export const UpdateEndpoint = graphql(
  `
  mutation UpdateEndpoint($input: UpdateEndpointInput!) {
    updateEndpoint(input: $input) {
      key
      environment
      endpoint {
        ...EndpointFields
      }
      userErrors {
        ...Trouble
      }
    }
  }
`,
  [EndpointFields, Trouble],
);

export const DeleteEndpoint = graphql(
  `
  mutation DeleteEndpoint($input: DeleteEndpointInput!) {
    deleteEndpoint(input: $input) {
      deletedId
      movedCount
      userErrors {
        ...Trouble
      }
    }
  }
`,
  [Trouble],
);

export const TestEndpoint = graphql(
  `
  mutation TestEndpoint($input: TestEndpointInput!) {
    testEndpoint(input: $input) {
      ok
      checks {
        name
        ok
        detail
        todo
      }
      endpoint {
        ...EndpointFields
      }
      userErrors {
        ...Trouble
      }
    }
  }
`,
  [EndpointFields, Trouble],
);

export type Test = Pick<ResultOf<typeof TestEndpoint>["testEndpoint"], "ok" | "checks">;

export const AskForModels = graphql(
  `
  mutation AskForModels($input: RefreshEndpointInput!) {
    refreshEndpoint(input: $input) {
      changed
      endpoint {
        ...EndpointFields
      }
      userErrors {
        ...Trouble
      }
    }
  }
`,
  [EndpointFields, Trouble],
);
