import { useMemo } from "react";
import { useQuery } from "urql";
import type { WholeProject } from "@/graphql/project";
import { ScriptsQuery, type ScriptText } from "./documents";
import { type OutlineEntry, passagesOf, placed } from "./passages";
import { typeset } from "./typeset";

/** The scripts of a project, and which scene came from which. */
export function useScripts(projectId: string) {
  const [{ data, error, fetching }, reread] = useQuery({
    query: ScriptsQuery,
    variables: { id: projectId },
  });
  const origins = useMemo(
    () => new Map(data?.project?.scenes.map((scene) => [scene.id, scene.script?.id])),
    [data],
  );
  return {
    scripts: data?.project?.scripts,
    origins,
    error,
    fetching,
    again: () => reread({ requestPolicy: "network-only" }),
  };
}

export type Page = ReturnType<typeof usePage>;

/** A script as a page: its passages with their shots, and its scenes. */
export function usePage(
  script: ScriptText,
  project: WholeProject | null | undefined,
  origins: ReadonlyMap<string, string | undefined>,
) {
  const { id, text, format } = script;
  const blocks = useMemo(() => typeset(text, format), [text, format]);
  const lines = useMemo(() => text.split("\n"), [text]);
  return useMemo(() => {
    const scenes = project?.scenes.filter((scene) => origins.get(scene.id) === id) ?? [];
    const shots = placed(scenes);
    const outline: OutlineEntry[] = scenes
      .map((scene) => ({ id: scene.id, name: scene.name, line: scene.sourceLine ?? 1 }))
      .toSorted((a, b) => a.line - b.line);
    return { lines, shots, outline, passages: passagesOf(blocks, shots) };
  }, [blocks, lines, project, origins, id]);
}
