/** What can be done with a project, each with its way back. */
import { useMemo } from "react";
import { history } from "@/actions/history";
import { notices } from "@/actions/notices";
import { type Act, type Problem, useAct } from "@/graphql/act";
import type { Project } from "@/graphql/entities";
import { repeatable } from "@/graphql/wish";
import { DeleteProject, DuplicateProject, RestoreProject, UpdateProject } from "./documents";

export type Settings = Pick<Project, "name" | "description" | "fps" | "width" | "height">;
export type ProjectActs = ReturnType<typeof actsOn>;

export function useProjectActs(): ProjectActs {
  const act = useAct();
  return useMemo(() => actsOn(act), [act]);
}

function actsOn(act: Act) {
  return {
    async rename(project: Project, name: string): Promise<void> {
      const problems = await change(act, project, { name }, `Renamed to “${name}”`);
      if (problems.length > 0) notices.problems(problems);
    },
    /** Answers with what is wrong; then nothing was changed. */
    change: (project: Project, settings: Settings) =>
      change(act, project, settings, `Changed the settings of “${settings.name}”`),
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
async function change(
  act: Act,
  project: Project,
  settings: Partial<Settings>,
  label: string,
): Promise<readonly Problem[]> {
  const [from, to] = difference(project, settings);
  if (Object.keys(to).length === 0) return [];
  let expectedVersion = project.version;
  async function turn(fields: Partial<Settings>) {
    const outcome = await act(UpdateProject, { id: project.id, expectedVersion, ...fields });
    expectedVersion = outcome.payload?.project?.version ?? expectedVersion;
    return outcome;
  }
  const outcome = await turn(to);
  if (!outcome.ok) return outcome.problems;
  await history.done({ label, run: () => turn(to), undo: () => turn(from) });
  return [];
}

/** What is to be other than it is: as it was, and as it will be. */
export function difference(
  project: Settings,
  settings: Partial<Settings>,
): [Partial<Settings>, Partial<Settings>] {
  const fields = (Object.keys(settings) as (keyof Settings)[]).filter(
    (field) => settings[field] !== project[field],
  );
  const only = (source: Partial<Settings>) =>
    Object.fromEntries(fields.map((field) => [field, source[field]]));
  return [only(project), only(settings)];
}

function duplicate(
  act: Act,
  { id, name }: Pick<Project, "id" | "name">,
  onCopy?: (id: string) => void,
): Promise<boolean> {
  let copy: string | null = null;
  const make = repeatable(act, DuplicateProject, { id });
  async function run() {
    if (copy) return act(RestoreProject, { id: copy });
    const outcome = await make();
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
