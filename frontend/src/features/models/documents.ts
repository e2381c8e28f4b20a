import { ModelFields } from "@/graphql/catalogue";
import { EndpointFields, Trouble } from "@/graphql/entities";
import { graphql, type ResultOf } from "@/graphql/tada";

export const ModelsQuery = graphql(
  `
  query Models($first: Int, $after: String, $filter: ModelFilter, $sort: ModelSort!) {
    models(first: $first, after: $after, filter: $filter, sort: $sort) {
      totalCount
      pageInfo {
        hasNextPage
        endCursor
      }
      nodes {
        ...ModelFields
      }
    }
  }
`,
  [ModelFields],
);

/** What models here were trained on, in the words of their publishers. */
export const BasesQuery = graphql(`
  query ModelBases {
    models(first: 100, filter: { nsfw: true }) {
      nodes {
        id
        base
      }
    }
  }
`);

export const PlacesQuery = graphql(
  `
  query ModelPlaces {
    endpoints(first: 100) {
      nodes {
        ...EndpointFields
      }
    }
  }
`,
  [EndpointFields],
);

export const ModelQuery = graphql(
  `
  query Model($id: ID!, $nsfw: Boolean!) {
    node(id: $id) {
      __typename
      ... on Model {
        ...ModelFields
        description
        tags
        pageUrl
        downloadUrl
        sha256
        originId
        opinion {
          mine
          average
          count
        }
        stats {
          downloads
          likes
          dislikes
          comments
        }
        versions {
          id
          name
          base
          publishedAt
          fileName
          size
        }
        files {
          folder
          name
          endpoint {
            id
            name
          }
        }
        samples(nsfw: $nsfw) {
          url
          mediaUrl
          width
          height
          isVideo
          nsfw
          prompt
        }
        presets(first: 20) {
          id
          name
          isDefault
        }
      }
    }
  }
`,
  [ModelFields],
);

export const RateModel = graphql(
  `
  mutation RateModel($input: RateModelInput!) {
    rateModel(input: $input) {
      model {
        id
        opinion {
          mine
          average
          count
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

const CivitaiFields = graphql(`
  fragment CivitaiFields on CivitaiModel {
    id
    name
    kind
    creator
    nsfw
    rating
    downloads
    coverUrl
  }
`);

export const CivitaiQuery = graphql(
  `
  query Civitai($query: String, $kinds: [ModelKind!], $bases: [String!], $nsfw: Boolean!, $sort: CivitaiSort!, $cursor: String) {
    civitaiModels(query: $query, kinds: $kinds, bases: $bases, nsfw: $nsfw, sort: $sort, cursor: $cursor, first: 24) {
      cursor
      problem
      nodes {
        ...CivitaiFields
        versions {
          id
          name
          base
          modelId
        }
      }
    }
  }
`,
  [CivitaiFields],
);

export const CivitaiModelQuery = graphql(
  `
  query CivitaiModel($id: ID!, $nsfw: Boolean!) {
    civitaiModel(id: $id, nsfw: $nsfw) {
      problem
      model {
        ...CivitaiFields
        pageUrl
        description
        tags
        likes
        dislikes
        versions {
          id
          name
          base
          modelId
          publishedAt
          triggerWords
          fileName
          size
          samples {
            url
            mediaUrl
            width
            height
            isVideo
            nsfw
            prompt
          }
        }
      }
    }
  }
`,
  [CivitaiFields],
);

export const ImportModel = graphql(
  `
  mutation ImportModel($input: ImportModelInput!) {
    importModel(input: $input) {
      model {
        ...ModelFields
      }
      userErrors {
        ...Trouble
      }
    }
  }
`,
  [ModelFields, Trouble],
);

export const BookmarkModel = graphql(
  `
  mutation BookmarkModel($input: BookmarkModelInput!) {
    bookmarkModel(input: $input) {
      model {
        ...ModelFields
      }
      userErrors {
        ...Trouble
      }
    }
  }
`,
  [ModelFields, Trouble],
);

export const UpdateModel = graphql(
  `
  mutation UpdateModel($input: UpdateModelInput!) {
    updateModel(input: $input) {
      model {
        ...ModelFields
        tags
      }
      userErrors {
        ...Trouble
      }
    }
  }
`,
  [ModelFields, Trouble],
);

export const DeleteModel = graphql(
  `
  mutation DeleteModel($input: DeleteModelInput!) {
    deleteModel(input: $input) {
      deletedId
      userErrors {
        ...Trouble
      }
    }
  }
`,
  [Trouble],
);

export const RestoreModel = graphql(
  `
  mutation RestoreModel($input: RestoreModelInput!) {
    restoreModel(input: $input) {
      model {
        ...ModelFields
      }
      userErrors {
        ...Trouble
      }
    }
  }
`,
  [ModelFields, Trouble],
);

export const RefreshEndpoint = graphql(
  `
  mutation RefreshEndpoint($input: RefreshEndpointInput!) {
    refreshEndpoint(input: $input) {
      changed
      endpoint {
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

type Nodes = NonNullable<ResultOf<typeof ModelQuery>["node"]>;
export type WholeModel = Extract<Nodes, { __typename: "Model" }>;
export type Sample = WholeModel["samples"][number];
export type Published = ResultOf<typeof CivitaiQuery>["civitaiModels"]["nodes"][number];
export type WholePublished = NonNullable<
  ResultOf<typeof CivitaiModelQuery>["civitaiModel"]["model"]
>;
export type Place = ResultOf<typeof PlacesQuery>["endpoints"]["nodes"][number];
