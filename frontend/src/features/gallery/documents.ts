import { GalleryOf, TakeFields, Trouble } from "@/graphql/entities";
import { graphql } from "@/graphql/tada";

export const TakeQuery = graphql(
  `
  query Take($id: ID!) {
    node(id: $id) {
      __typename
      ... on Take {
        ...TakeFields
      }
    }
  }
`,
  [TakeFields],
);

export const GalleryQuery = graphql(
  `
  query Gallery($clipId: ID!) {
    clip(id: $clipId) {
      id
      number
      name
      caption
      galleryCount
      pickedAt
      gallery(first: 200) {
        ...TakeFields
      }
    }
  }
`,
  [TakeFields],
);

export const DeleteTake = graphql(
  `
  mutation DeleteTake($input: DeleteTakeInput!) {
    deleteTake(input: $input) {
      deletedId
      userErrors {
        ...Trouble
      }
    }
  }
`,
  [Trouble],
);

export const RestoreTake = graphql(
  `
  mutation RestoreTake($input: RestoreTakeInput!) {
    restoreTake(input: $input) {
      take {
        ...TakeFields
        clip {
          ...GalleryOf
        }
      }
      userErrors {
        ...Trouble
      }
    }
  }
`,
  [TakeFields, GalleryOf, Trouble],
);

export const ExtractFrame = graphql(
  `
  mutation ExtractFrame($input: ExtractFrameInput!) {
    extractFrame(input: $input) {
      take {
        ...TakeFields
        clip {
          ...GalleryOf
        }
      }
      userErrors {
        ...Trouble
      }
    }
  }
`,
  [TakeFields, GalleryOf, Trouble],
);
