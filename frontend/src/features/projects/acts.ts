/** What can be done with a project, each with its way back. */
import { useMemo } from "react";
import { history } from "@/actions/history";
import { notices } from "@/actions/notices";
import { type Act, useAct } from "@/graphql/act";
import type { Project } from "@/graphql/entities";
import { DeleteProject, DuplicateProject, RestoreProject, UpdateProject } from "./documents";

export type Settings = Pick<Project, "name" | "description" | "fps" | "width" | "height">;
export type ProjectActs = ReturnType<typeof actsOn>;

export function useProjectActs(): ProjectActs {
  const act = useAct();
  return useMemo(() => actsOn(act), [act]);
}

function actsOn(act: Act) {
  return {
    rename: (project: Project, name: string) =>
      change(act, project, { name }, `Renamed to “${name}”`),
    change: (project: Project, settings: Partial<Settings>) =>
      change(act, project, settings, `Changed the settings of “${project.name}”`),
    duplicate: (project: Pick<Project, "id" | "name">, onCopy?: (id: string) => void) =>
      duplicate(act, project, onCopy),
    remove: ({ id, name }: Pick<Project, "id" | "name">) =>
      history.do({
        label: `Deleted “${name}”`,
        run: () => act(DeleteProject, { id }),
        undo: () => act(RestoreProject, { id }),
      }),
  };
}

/** Each way expects the version that the way before left behind. */
function change(act: Act, project: Project, to: Partial<Settings>, label: string): Promise<void> {
  const from = Object.fromEntries(
    Object.keys(to).map((field) => [field, project[field as keyof Settings]]),
  );
  let expectedVersion = project.version;
  async function turn(fields: Partial<Settings>) {
    const outcome = await act(UpdateProject, { id: project.id, expectedVersion, ...fields });
    expectedVersion = outcome.payload?.project?.version ?? expectedVersion;
    return outcome;
  }
  return history.do({ label, run: () => turn(to), undo: () => turn(from) });
}

function duplicate(
  act: Act,
  { id, name }: Pick<Project, "id" | "name">,
  onCopy?: (id: string) => void,
): Promise<void> {
  let copy: string | null = null;
  async function run() {
    if (copy) return act(RestoreProject, { id: copy });
    const outcome = await act(DuplicateProject, { id });
    copy = outcome.payload?.project?.id ?? null;
    if (copy) onCopy?.(copy);
    return outcome;
  }
  notices.say(`Copying “${name}” …`);
  return history.do({
    label: `Duplicated “${name}”`,
    run,
    undo: async () => (copy ? act(DeleteProject, { id: copy }) : { ok: true }),
  });
}
