import { LocationFields, PersonFields } from "@/graphql/cast";
import { Trouble } from "@/graphql/entities";
import { graphql } from "@/graphql/tada";

export const CreateCharacter = graphql(
  `
  mutation CreateCharacter($input: CreateCharacterInput!) {
    createCharacter(input: $input) {
      character {
        ...PersonFields
      }
      userErrors {
        ...Trouble
      }
    }
  }
`,
  [PersonFields, Trouble],
);

export const UpdateCharacter = graphql(
  `
  mutation UpdateCharacter($input: UpdateCharacterInput!) {
    updateCharacter(input: $input) {
      character {
        ...PersonFields
      }
      userErrors {
        ...Trouble
      }
    }
  }
`,
  [PersonFields, Trouble],
);

export const RestoreCharacter = graphql(
  `
  mutation RestoreCharacter($input: RestoreCharacterInput!) {
    restoreCharacter(input: $input) {
      character {
        ...PersonFields
      }
      userErrors {
        ...Trouble
      }
    }
  }
`,
  [PersonFields, Trouble],
);

export const DeleteCharacter = graphql(
  `
  mutation DeleteCharacter($input: DeleteCharacterInput!) {
    deleteCharacter(input: $input) {
      deletedId
      userErrors {
        ...Trouble
      }
    }
  }
`,
  [Trouble],
);

export const CreateLocation = graphql(
  `
  mutation CreateLocation($input: CreateLocationInput!) {
    createLocation(input: $input) {
      location {
        ...LocationFields
      }
      userErrors {
        ...Trouble
      }
    }
  }
`,
  [LocationFields, Trouble],
);

export const UpdateLocation = graphql(
  `
  mutation UpdateLocation($input: UpdateLocationInput!) {
    updateLocation(input: $input) {
      location {
        ...LocationFields
      }
      userErrors {
        ...Trouble
      }
    }
  }
`,
  [LocationFields, Trouble],
);

export const RestoreLocation = graphql(
  `
  mutation RestoreLocation($input: RestoreLocationInput!) {
    restoreLocation(input: $input) {
      location {
        ...LocationFields
      }
      userErrors {
        ...Trouble
      }
    }
  }
`,
  [LocationFields, Trouble],
);

export const DeleteLocation = graphql(
  `
  mutation DeleteLocation($input: DeleteLocationInput!) {
    deleteLocation(input: $input) {
      deletedId
      userErrors {
        ...Trouble
      }
    }
  }
`,
  [Trouble],
);

export const DuplicateCharacter = graphql(
  `
  mutation DuplicateCharacter($input: DuplicateCharacterInput!) {
    duplicateCharacter(input: $input) {
      character {
        ...PersonFields
      }
      userErrors {
        ...Trouble
      }
    }
  }
`,
  [PersonFields, Trouble],
);

export const RestoreCharacterVersion = graphql(
  `
  mutation RestoreCharacterVersion($input: RestoreCharacterVersionInput!) {
    restoreCharacterVersion(input: $input) {
      character {
        ...PersonFields
      }
      userErrors {
        ...Trouble
      }
    }
  }
`,
  [PersonFields, Trouble],
);

export const SaveCharacterToLibrary = graphql(
  `
  mutation SaveCharacterToLibrary($input: SaveCharacterToLibraryInput!) {
    saveCharacterToLibrary(input: $input) {
      character {
        ...PersonFields
      }
      userErrors {
        ...Trouble
      }
    }
  }
`,
  [PersonFields, Trouble],
);

export const UseLibraryCharacter = graphql(
  `
  mutation UseLibraryCharacter($input: UseLibraryCharacterInput!) {
    useLibraryCharacter(input: $input) {
      character {
        ...PersonFields
      }
      userErrors {
        ...Trouble
      }
    }
  }
`,
  [PersonFields, Trouble],
);

export const LibraryQuery = graphql(
  `
  query CharactersOfLibrary {
    characters(first: 200, filter: { scope: LIBRARY }) {
      totalCount
      nodes {
        ...PersonFields
      }
    }
  }
`,
  [PersonFields],
);

export const LorasQuery = graphql(`
  query Loras {
    models(first: 500, filter: { kinds: [LORA], nsfw: true }) {
      nodes {
        id
        name
      }
    }
  }
`);

/** Where it was cast by hand. */
export const CastingsQuery = graphql(`
  query CastingsOf($filter: CastingFilter!) {
    castings(first: 500, filter: $filter) {
      totalCount
      nodes {
        id
        absent
        scene {
          id
          name
        }
        clip {
          id
          number
        }
      }
    }
  }
`);
