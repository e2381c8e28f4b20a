import { useMemo } from "react";
import { history } from "@/actions/history";
import { notices } from "@/actions/notices";
import { requestKey, useAct } from "@/graphql/act";
import { CreateClip, DeleteClips, DuplicateClips, RestoreClips, RetryJob } from "./documents";
import { filmOf, moveTo, type Order, type Place } from "./order";
import type { Done, Ordering } from "./use-order";
import { shots } from "./words";

const DONE: Done = { ok: true };

/** Making, copying and deleting shots; each can be undone. `choose` gets what was made. */
export function useEdits(ordering: Ordering, choose: (ids: string[]) => void) {
  const act = useAct();
  const { current, settle } = ordering;
  return useMemo(() => {
    const remove = (ids: string[]): Promise<Done> => act(DeleteClips, { ids });

    /** Brings deleted shots back to where they stood. */
    async function restore(ids: string[], order: Order): Promise<Done> {
      const back = await act(RestoreClips, { ids });
      return back.ok ? settle(order) : back;
    }

    /** A command that makes shots the first time and restores them when it is done again. */
    function making(label: string, make: () => Promise<{ ids: string[]; order: Order } | Done>) {
      let made: { ids: string[]; order: Order } | null = null;
      void history.do({
        label,
        run: async () => {
          if (made) return restore(made.ids, made.order);
          const outcome = await make();
          if ("ok" in outcome) return outcome;
          made = outcome;
          choose(outcome.ids);
          return DONE;
        },
        undo: () => remove(made?.ids ?? []),
      });
    }

    function add(place: Place, number: string): void {
      making("Added a shot", async () => {
        const before = current();
        const outcome = await act(CreateClip, { sceneId: place.sceneId, number });
        if (!outcome.ok) return outcome;
        const id = outcome.payload.clip?.id;
        if (!id) return DONE;
        const order = moveTo(withNew(before, [id], place.sceneId), new Set([id]), place);
        const placed = await settle(order);
        return placed.ok ? { ids: [id], order } : placed;
      });
    }

    /** The copies stand together behind the last original of their scene. */
    function duplicate(ids: string[]): void {
      making(
        ids.length === 1 ? "Duplicated a shot" : `Duplicated ${shots(ids.length)}`,
        async () => {
          const before = current();
          const outcome = await act(DuplicateClips, { ids });
          if (!outcome.ok) return outcome;
          const copies = outcome.payload.clips;
          const chosen = new Set(ids);
          const order = before.map(({ sceneId, clipIds }) => {
            const mine = copies.filter((copy) => copy.scene.id === sceneId).map(({ id }) => id);
            const at = clipIds.findLastIndex((id) => chosen.has(id)) + 1;
            return { sceneId, clipIds: clipIds.toSpliced(at, 0, ...mine) };
          });
          const placed = await settle(order);
          return placed.ok ? { ids: copies.map(({ id }) => id), order } : placed;
        },
      );
    }

    function erase(ids: string[]): void {
      const order = current();
      const film = filmOf(order);
      const last = film.findLastIndex((id) => ids.includes(id));
      const next = film.slice(last + 1).find((id) => !ids.includes(id));
      const previous = film.slice(0, last).findLast((id) => !ids.includes(id));
      const neighbour = next ?? previous;
      void history.do({
        label: ids.length === 1 ? "Deleted a shot" : `Deleted ${shots(ids.length)}`,
        run: async () => {
          const outcome = await remove(ids);
          if (outcome.ok) choose(neighbour ? [neighbour] : []);
          return outcome;
        },
        undo: async () => {
          const outcome = await restore(ids, order);
          if (outcome.ok) choose(ids);
          return outcome;
        },
      });
    }

    async function retry(jobId: string): Promise<void> {
      const outcome = await act(RetryJob, { jobId, idempotencyKey: requestKey() });
      if (!outcome.ok) notices.problems(outcome.problems);
    }
    return { add, duplicate, erase, retry };
  }, [act, current, settle, choose]);
}

function withNew(order: Order, ids: string[], scene: string): Order {
  return order.map(({ sceneId, clipIds }) => ({
    sceneId,
    clipIds: sceneId === scene ? [...clipIds, ...ids] : clipIds,
  }));
}

export type Edits = ReturnType<typeof useEdits>;
