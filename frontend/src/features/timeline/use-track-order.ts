import { useMemo, useState } from "react";
import type { Track } from "@/graphql/entities";
import type { PressEvent } from "./desk";
import { follow } from "./gesture";
import { reordered } from "./tracks";
import type { TrackActs } from "./use-track-acts";
import type { View } from "./use-view";

/** The order of the sounds: as it is, or as it would be where one is dragged now. */
export function useTrackOrder(known: readonly Track[], acts: TrackActs, view: View) {
  const [carried, carry] = useState<{ id: string; by: number } | null>(null);
  const tracks = useMemo(
    () => (carried ? reordered(known, carried.id, carried.by) : known),
    [known, carried],
  );

  async function step(track: Track, by: number): Promise<void> {
    const ids = reordered(known, track.id, by).map(({ id }) => id);
    const former = known.map(({ id }) => id);
    if (ids.join() !== former.join()) await acts.reorder(track, ids, former);
  }
  function grab(event: PressEvent, track: Track, high: number): void {
    const { scroller } = view;
    if (event.button !== 0 || !scroller) return;
    const from = event.clientY + scroller.scrollTop;
    const rows = (now: PointerEvent) =>
      Math.round((now.clientY + scroller.scrollTop - from) / high);
    follow(event, scroller, Number.NEGATIVE_INFINITY, {
      onMove: ({ event: now }) => {
        const by = rows(now);
        carry((last) => (last?.by === by ? last : { id: track.id, by }));
      },
      onEnd: ({ event: now }, moved) =>
        void (moved ? step(track, rows(now)) : Promise.resolve()).then(() => carry(null)),
      onCancel: () => carry(null),
    });
  }
  return { tracks, carriedId: carried?.id ?? null, step, grab };
}
