/** Locking shots: requests for many leave them out. */
import { useCallback } from "react";
import { history } from "@/actions/history";
import { plural } from "@/ui/words";
import { type Act, useAct } from "./act";
import { LockClips } from "./acts";
import type { Clip } from "./entities";
import { inTurn, partsOf } from "./in-turn";

type Lockable = Pick<Clip, "id" | "lockedAt">;

/** Unlocks where all of them are locked, else locks those that are not. */
export function toLock(clips: readonly Lockable[]): { ids: string[]; locked: boolean } {
  const open = clips.filter(({ lockedAt }) => lockedAt === null);
  const those = open.length > 0 ? open : clips;
  return { ids: those.map(({ id }) => id), locked: open.length > 0 };
}

/** "Lock shot", "Unlock 3 shots" */
export function lockWords(clips: readonly Lockable[]): string {
  const { ids, locked } = toLock(clips);
  const word = locked || ids.length === 0 ? "Lock" : "Unlock";
  return clips.length > 1 ? `${word} ${plural(ids.length, "shot")}` : `${word} shot`;
}

function lock(act: Act, ids: readonly string[], locked: boolean) {
  return inTurn(partsOf(ids), (some) => act(LockClips, { ids: some, locked }));
}

/** Locks these shots, or unlocks them if all are locked, as one step to undo. */
export function useLock() {
  const act = useAct();
  return useCallback(
    (clips: readonly Lockable[]) => {
      const { ids, locked } = toLock(clips);
      if (ids.length === 0) return;
      void history.do({
        label: `${locked ? "Locked" : "Unlocked"} ${plural(ids.length, "shot")}`,
        run: () => lock(act, ids, locked),
        undo: () => lock(act, ids, !locked),
      });
    },
    [act],
  );
}
