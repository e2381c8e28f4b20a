import { PosterFields, ProjectFields, Trouble } from "@/graphql/entities";
import { graphql, type ResultOf } from "@/graphql/tada";

export const ProjectsQuery = graphql(
  `
  query Projects($first: Int!, $after: String, $name: String, $sort: ProjectSort!) {
    projects(first: $first, after: $after, filter: { name: $name }, sort: $sort) {
      totalCount
      pageInfo {
        hasNextPage
        endCursor
      }
      nodes {
        ...ProjectFields
        posters(first: 4) {
          ...PosterFields
        }
      }
    }
  }
`,
  [ProjectFields, PosterFields],
);

export type WallProject = ResultOf<typeof ProjectsQuery>["projects"]["nodes"][number];

export const ProjectHeadQuery = graphql(
  `
  query ProjectHead($id: ID!) {
    project(id: $id) {
      ...ProjectFields
    }
  }
`,
  [ProjectFields],
);

export const CreateProject = graphql(
  `
  mutation CreateProject($input: CreateProjectInput!) {
    createProject(input: $input) {
      userErrors {
        ...Trouble
      }
      project {
        ...ProjectFields
      }
    }
  }
`,
  [ProjectFields, Trouble],
);

export const UpdateProject = graphql(
  `
  mutation UpdateProject($input: UpdateProjectInput!) {
    updateProject(input: $input) {
      userErrors {
        ...Trouble
      }
      project {
        ...ProjectFields
      }
    }
  }
`,
  [ProjectFields, Trouble],
);

export const DuplicateProject = graphql(
  `
  mutation DuplicateProject($input: DuplicateProjectInput!) {
    duplicateProject(input: $input) {
      userErrors {
        ...Trouble
      }
      project {
        ...ProjectFields
      }
    }
  }
`,
  [ProjectFields, Trouble],
);

export const DeleteProject = graphql(
  `
  mutation DeleteProject($input: DeleteProjectInput!) {
    deleteProject(input: $input) {
      userErrors {
        ...Trouble
      }
      deletedId
    }
  }
`,
  [Trouble],
);

export const RestoreProject = graphql(
  `
  mutation RestoreProject($input: RestoreProjectInput!) {
    restoreProject(input: $input) {
      userErrors {
        ...Trouble
      }
      project {
        ...ProjectFields
      }
    }
  }
`,
  [ProjectFields, Trouble],
);

/** The screenplays to begin with, by title. */
export const ExampleTitlesQuery = graphql(`
  query ExampleTitles {
    exampleScripts {
      id
      title
    }
  }
`);
