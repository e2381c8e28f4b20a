import { useMemo } from "react";
import { history } from "@/actions/history";
import { type Made, making, NOTHING } from "@/actions/making";
import { type Act, useAct } from "@/graphql/act";
import { repeatable } from "@/graphql/wish";
import { plural } from "@/ui/words";
import { CreateClip, DeleteClips, DuplicateClips, RestoreClips } from "./documents";
import { filmOf, moveTo, type Order, type Place } from "./order";
import type { Done, Ordering } from "./use-order";

type Desk = {
  act: Act;
  ordering: Ordering;
  /** Gets what was made, or stands next to what is gone. */
  choose: (ids: string[]) => void;
};

/** Shots, and the order in which they stand. */
type Placed = { ids: string[]; order: Order };

/** Making, copying and deleting shots; each can be undone. */
export function useEdits(ordering: Ordering, choose: (ids: string[]) => void) {
  const act = useAct();
  return useMemo(() => {
    const desk = { act, ordering, choose };
    return {
      add: (place: Place, number: string) => keep(desk, "Added a shot", add(desk, place, number)),
      duplicate: (ids: string[]) => keep(desk, `Duplicated ${told(ids)}`, duplicate(desk, ids)),
      erase: (ids: string[]) => erase(desk, ids),
    };
  }, [act, ordering, choose]);
}

export type Edits = ReturnType<typeof useEdits>;

function told(ids: readonly string[]): string {
  return ids.length === 1 ? "a shot" : plural(ids.length, "shot");
}

function keep(desk: Desk, label: string, make: () => Promise<Made<Placed>>): void {
  making({
    label,
    make,
    remove: ({ ids }) => desk.act(DeleteClips, { ids }),
    restore: (made) => restore(desk, made),
    onMade: ({ ids }) => desk.choose(ids),
  });
}

/** Brings deleted shots back to where they stood. */
async function restore({ act, ordering }: Desk, { ids, order }: Placed): Promise<Done> {
  const back = await act(RestoreClips, { ids });
  return back.ok ? ordering.settle(order) : back;
}

async function settled({ ordering }: Desk, made: Placed): Promise<Made<Placed>> {
  const placed = await ordering.settle(made.order);
  return placed.ok ? { ok: true, made } : placed;
}

/** To be called until it is done: it is done once. */
export function add(desk: Desk, place: Place, number: string): () => Promise<Made<Placed>> {
  const before = desk.ordering.current();
  const create = repeatable(desk.act, CreateClip, { sceneId: place.sceneId, number });
  return async () => {
    const outcome = await create();
    if (!outcome.ok) return outcome;
    const id = outcome.payload.clip?.id;
    if (!id) return NOTHING;
    const there = before.map(({ sceneId, clipIds }) => ({
      sceneId,
      clipIds: sceneId === place.sceneId ? [...clipIds, id] : clipIds,
    }));
    return settled(desk, { ids: [id], order: moveTo(there, new Set([id]), place) });
  };
}

/** As `add`. The copies stand together behind the last original of their scene. */
export function duplicate(desk: Desk, ids: string[]): () => Promise<Made<Placed>> {
  const before = desk.ordering.current();
  const originals = new Set(ids);
  const copy = repeatable(desk.act, DuplicateClips, { ids });
  return async () => {
    const outcome = await copy();
    if (!outcome.ok) return outcome;
    const copies = outcome.payload.clips;
    const order = before.map(({ sceneId, clipIds }) => {
      const mine = copies.filter((one) => one.scene.id === sceneId).map(({ id }) => id);
      const at = clipIds.findLastIndex((id) => originals.has(id)) + 1;
      return { sceneId, clipIds: clipIds.toSpliced(at, 0, ...mine) };
    });
    return settled(desk, { ids: copies.map(({ id }) => id), order });
  };
}

function erase(desk: Desk, ids: string[]): void {
  const order = desk.ordering.current();
  const neighbour = besides(filmOf(order), new Set(ids));
  void history.do({
    label: `Deleted ${told(ids)}`,
    run: async () => {
      const outcome = await desk.act(DeleteClips, { ids });
      if (outcome.ok) desk.choose(neighbour ? [neighbour] : []);
      return outcome;
    },
    undo: async () => {
      const outcome = await restore(desk, { ids, order });
      if (outcome.ok) desk.choose(ids);
      return outcome;
    },
  });
}

/** What stands behind the last of these, else before it. */
function besides(film: readonly string[], ids: ReadonlySet<string>): string | undefined {
  const last = film.findLastIndex((id) => ids.has(id));
  const other = (id: string) => !ids.has(id);
  return film.slice(last + 1).find(other) ?? film.slice(0, Math.max(0, last)).findLast(other);
}
