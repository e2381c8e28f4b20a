import { useMemo } from "react";
import { useClient } from "urql";
import { history } from "@/actions/history";
import { type Act, type Problem, useAct } from "@/graphql/act";
import { ProjectQuery } from "@/graphql/project";
import { MoveClips, ReorderScenes } from "./documents";
import { type Order, onto, orderOf, type Steps, sameOrder, steps } from "./order";

export type Done = { ok: true } | { ok: false; problems: readonly Problem[] };
export const DONE: Done = { ok: true };

const MEANWHILE: Problem = {
  code: "CONFLICT",
  field: null,
  message: "Somebody else changed these shots at the same moment. The board shows how it is now.",
};

function told(problems: readonly Problem[]): readonly Problem[] {
  const stale = problems.some(
    ({ code, field }) =>
      ["CONFLICT", "NOT_FOUND"].includes(code) ||
      (code === "BAD_USER_INPUT" && field?.[0] === "sceneIds"),
  );
  return stale ? [MEANWHILE] : problems;
}

async function carryOut(act: Act, projectId: string, { moves, scenes }: Steps): Promise<Done> {
  for (const move of moves) {
    const moved = await act(MoveClips, move);
    if (!moved.ok) return moved;
  }
  return scenes ? act(ReorderScenes, { projectId, sceneIds: scenes }) : DONE;
}

/** The order of a project's scenes and shots, and ways to change it that can be undone. */
export function useOrder(projectId: string, reread: () => void) {
  const act = useAct();
  const client = useClient();
  return useMemo(() => {
    /** As the cache holds it, which may be ahead of what was rendered. */
    function current(): Order {
      const held = client.readQuery(ProjectQuery, { id: projectId });
      return orderOf(held?.data?.project?.scenes ?? []);
    }

    async function settle(wanted: Order): Promise<Done> {
      const now = current();
      const outcome = await carryOut(act, projectId, steps(now, onto(wanted, now)));
      if (outcome.ok) return DONE;
      reread();
      return { ok: false, problems: told(outcome.problems) };
    }

    /** As `settle`, to be undone. True if there was something to do. */
    function rearrange(wanted: Order, label: string, quiet = false): boolean {
      const before = current();
      if (sameOrder(before, wanted)) return false;
      void history.do({
        label,
        quiet,
        run: () => settle(wanted),
        undo: () => settle(before),
      });
      return true;
    }
    return { current, settle, rearrange };
  }, [act, client, projectId, reread]);
}

export type Ordering = ReturnType<typeof useOrder>;
