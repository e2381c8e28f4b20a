/** The whole of one project, as every screen of it reads it. */
import { useMemo } from "react";
import { useQuery } from "urql";
import { ClipFields, ProjectFields, SceneFields } from "./entities";
import { graphql, type ResultOf } from "./tada";

export const ProjectQuery = graphql(
  `
  query Project($id: ID!) {
    project(id: $id) {
      ...ProjectFields
      lastSeq
      scenes {
        ...SceneFields
        clips {
          ...ClipFields
        }
      }
    }
  }
`,
  [ProjectFields, SceneFields, ClipFields],
);

export type WholeProject = NonNullable<ResultOf<typeof ProjectQuery>["project"]>;
export type WholeScene = WholeProject["scenes"][number];

/** A project with its scenes and clips in film order. `project` is null if there is none. */
export function useProject(id: string) {
  const [{ data, error, fetching }, reread] = useQuery({ query: ProjectQuery, variables: { id } });
  return useMemo(
    () => ({
      // While another is read, the answer for the one before is still there.
      project: data?.project && data.project.id !== id ? undefined : data?.project,
      error,
      fetching,
      reread: () => reread({ requestPolicy: "network-only" }),
    }),
    [id, data, error, fetching, reread],
  );
}
