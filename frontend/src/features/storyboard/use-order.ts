import { useMemo, useState } from "react";
import { useClient } from "urql";
import { history } from "@/actions/history";
import { type Problem, useAct } from "@/graphql/act";
import { ProjectQuery, type WholeProject } from "@/graphql/project";
import { MoveClip, ReorderClips, ReorderScenes } from "./documents";
import { type Order, onto, orderOf, sameOrder, steps } from "./order";

export type Done = { ok: true } | { ok: false; problems: readonly Problem[] };
const DONE: Done = { ok: true };

const MEANWHILE: Problem = {
  code: "CONFLICT",
  field: null,
  message: "Somebody else changed these shots at the same moment. The board shows how it is now.",
};

function told(problems: readonly Problem[]): readonly Problem[] {
  const stale = problems.some(
    ({ code, field }) =>
      code === "CONFLICT" ||
      (code === "BAD_USER_INPUT" && /^(clip|scene)Ids$/.test(field?.[0] ?? "")),
  );
  return stale ? [MEANWHILE] : problems;
}

/** The scenes in the order that was asked for last, which is shown until the studio has it too. */
export function useOrder(project: WholeProject | null | undefined, reread: () => void) {
  const act = useAct();
  const client = useClient();
  const [asked, setAsked] = useState<Order | null>(null);
  const known = project?.scenes;
  const projectId = project?.id ?? "";

  const scenes = useMemo(() => (known && asked ? arranged(known, asked) : known), [known, asked]);

  const acts = useMemo(() => {
    /** What the cache holds, which may be ahead of what was rendered. */
    const held = () =>
      client.readQuery(ProjectQuery, { id: projectId })?.data?.project?.scenes ?? [];
    const current = () => orderOf(held());

    async function carryOut(wanted: Order): Promise<Done> {
      const scenes = held();
      const now = orderOf(scenes);
      const plan = steps(now, onto(wanted, now));
      const ends = new Map<string, number>();
      for (const { clipId, sceneId } of plan.moves) {
        const startFrame = ends.get(sceneId) ?? endOf(scenes, sceneId);
        ends.set(sceneId, startFrame + lengthOf(scenes, clipId));
        const moved = await act(MoveClip, { id: clipId, sceneId, startFrame });
        if (!moved.ok) return moved;
      }
      for (const { sceneId, clipIds } of plan.reorders) {
        const laid = await act(ReorderClips, { sceneId, clipIds: [...clipIds] });
        if (!laid.ok) return laid;
      }
      if (!plan.scenes) return DONE;
      return act(ReorderScenes, { projectId, sceneIds: plan.scenes });
    }

    /** Shows the order at once and makes it so; on failure the studio's own order comes back. */
    async function settle(wanted: Order): Promise<Done> {
      setAsked(wanted);
      const outcome = await carryOut(wanted);
      setAsked((now) => (now === wanted ? null : now));
      if (outcome.ok) return DONE;
      reread();
      return { ok: false, problems: told(outcome.problems) };
    }

    /** As `settle`, to be undone. True if there was something to do. */
    function rearrange(wanted: Order, label: string, quiet = false): boolean {
      const before = current();
      if (sameOrder(before, wanted)) return false;
      setAsked(wanted);
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
  return useMemo(() => ({ scenes, ordering: acts }), [scenes, acts]);
}

export type Ordering = ReturnType<typeof useOrder>["ordering"];

function arranged(scenes: WholeProject["scenes"], asked: Order): WholeProject["scenes"] {
  const clips = new Map(scenes.flatMap((scene) => scene.clips.map((clip) => [clip.id, clip])));
  const byId = new Map(scenes.map((scene) => [scene.id, scene]));
  return onto(asked, orderOf(scenes)).flatMap(({ sceneId, clipIds }) => {
    const scene = byId.get(sceneId);
    if (!scene) return [];
    if (
      clipIds.every((id, at) => scene.clips[at]?.id === id) &&
      clipIds.length === scene.clips.length
    )
      return [scene];
    return [{ ...scene, clips: clipIds.flatMap((id) => clips.get(id) ?? []) }];
  });
}

function endOf(scenes: WholeProject["scenes"], sceneId: string): number {
  const clips = scenes.find((scene) => scene.id === sceneId)?.clips ?? [];
  return Math.max(0, ...clips.map((clip) => clip.startFrame + clip.durationFrames));
}

function lengthOf(scenes: WholeProject["scenes"], clipId: string): number {
  const clips = scenes.flatMap((scene) => scene.clips);
  return clips.find((clip) => clip.id === clipId)?.durationFrames ?? 0;
}
