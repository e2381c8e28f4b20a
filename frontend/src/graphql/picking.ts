/** Picking the takes that shots show, of one shot or of many, as one step to undo. */
import { useCallback } from "react";
import { type Command, history } from "@/actions/history";
import { notices } from "@/actions/notices";
import { plural } from "@/ui/words";
import { type Act, useAct } from "./act";
import { SelectTakes } from "./acts";
import { type Clip, isActive, type MediaKind, type Take } from "./entities";
import { inTurn, partsOf } from "./in-turn";

type Shown = Pick<Clip, "selectedTake" | "pickedAt">;
/** A take, and what its shot shows before it is picked. */
export type Picked = { takeId: string; before: Shown };

/** The newest take of each shot that has new ones and shows another. */
export function newestOf(
  clips: readonly (Shown & Pick<Clip, "newTakeCount" | "newestTake">)[],
): Picked[] {
  return clips.flatMap((clip) => {
    const takeId = clip.newestTake?.id;
    const isOther = takeId !== undefined && takeId !== clip.selectedTake?.id;
    return isOther && clip.newTakeCount > 0 ? [{ takeId, before: clip }] : [];
  });
}

/** Which of a shot's takes were made since it shows what it shows. */
export function newAmong(
  takes: readonly Pick<Take, "id" | "createdAt" | "kind" | "isSelected">[],
  pickedAt: string | null,
): Set<string> {
  const shown = takes.find((take) => take.isSelected)?.id;
  if (shown === undefined || pickedAt === null) return new Set();
  const since = takes.filter(
    ({ id, kind, createdAt }) =>
      id !== shown &&
      kind !== "AUDIO" &&
      (createdAt > pickedAt || (createdAt === pickedAt && id > shown)),
  );
  return new Set(since.map(({ id }) => id));
}

/** Whether a shot has no take of a kind, and none on its way. */
export function lacks(clip: Pick<Clip, "takeKinds" | "jobs">, kind: MediaKind): boolean {
  return (
    !clip.takeKinds.includes(kind) && !clip.jobs.some((job) => job.kind === kind && isActive(job))
  );
}

type Choice = { takeId: string; pickedAt?: string | null };

function select(act: Act, picks: readonly Choice[]) {
  return inTurn(partsOf(picks), (some) => act(SelectTakes, { picks: some }));
}

export function picking(act: Act, picks: readonly Picked[], label: string): Command {
  const back = picks.flatMap(({ before: { selectedTake, pickedAt } }) =>
    selectedTake ? [{ takeId: selectedTake.id, pickedAt }] : [],
  );
  return {
    label,
    run: () =>
      select(
        act,
        picks.map(({ takeId }) => ({ takeId })),
      ),
    undo: () => select(act, back),
  };
}

/** Shows these takes from now on. */
export function usePick() {
  const act = useAct();
  return useCallback(
    (picks: readonly Picked[], label: string) => {
      if (picks.length > 0) void history.do(picking(act, picks, label));
    },
    [act],
  );
}

/** The same with the newest take of each shot. */
export function usePickNewest() {
  const pick = usePick();
  return useCallback(
    (clips: Parameters<typeof newestOf>[0]) => {
      const picks = newestOf(clips);
      if (picks.length === 0) return void notices.say("There are no new takes.");
      const whose = picks.length === 1 ? "" : ` of ${plural(picks.length, "shot")}`;
      pick(picks, `Picked the newest take${whose}`);
    },
    [pick],
  );
}
