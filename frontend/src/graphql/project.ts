/** The whole of one project, as every screen of it reads it. */
import { useCallback, useMemo, useSyncExternalStore } from "react";
import { useClient } from "urql";
import { ClipFields, ProjectFields, SceneFields } from "./entities";
import { readingOf } from "./project-reading";
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
  const client = useClient();
  const reading = useMemo(() => readingOf(client, id, ProjectQuery), [client, id]);
  const subscribe = useCallback((listener: () => void) => reading.subscribe(listener), [reading]);
  const state = useSyncExternalStore(subscribe, () => reading.state());
  return useMemo(() => ({ ...state, reread: () => reading.reread() }), [state, reading]);
}
