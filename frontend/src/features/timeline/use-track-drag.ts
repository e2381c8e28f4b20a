import { useState } from "react";
import type { Rate } from "@/editor/time";
import type { Track } from "@/graphql/entities";
import type { PressEvent, TrackChange } from "./desk";
import { follow } from "./gesture";
import { type Stop, snapped } from "./snapping";
import { changed, framesOf, type TrackPart } from "./tracks";
import { HEAD, type View } from "./use-view";

export type TrackDrag = {
  id: string;
  kind: TrackPart;
  change: TrackChange;
  stop: Stop | null;
};

type Options = {
  view: View;
  rate: Rate;
  snap: boolean;
  stops: () => Stop[];
  onPress: (trackId: string) => void;
  onDrop: (track: Track, change: TrackChange, kind: TrackPart) => Promise<unknown>;
};

const REACH = 9;

/** Dragging a sound, its ends and its fades. */
export function useTrackDrag({ view, rate, snap, stops, onPress, onDrop }: Options) {
  const [drag, setDrag] = useState<TrackDrag | null>(null);

  function grab(event: PressEvent, track: Track, kind: TrackPart): void {
    if (event.button !== 0 || !view.scroller) return;
    event.stopPropagation();
    const all = stops();
    const end = track.startFrame + framesOf(track, rate);
    const points = { move: [track.startFrame, end], start: [track.startFrame], end: [end] };
    let latest: TrackDrag | null = null;
    follow(event, view.scroller, HEAD, {
      onMove: ({ by, event: now }) => {
        const free = Math.round(by / view.scale);
        const wanted = kind in points ? points[kind as keyof typeof points] : [];
        const found =
          snap && !now.altKey
            ? snapped(
                all,
                wanted.map((point) => point + free),
                REACH / view.scale,
              )
            : null;
        const change = changed(track, kind, free + (found?.by ?? 0), rate);
        latest = { id: track.id, kind, change, stop: found?.stop ?? null };
        setDrag(latest);
      },
      onEnd: (_, moved) => {
        if (!moved) onPress(track.id);
        else if (latest) void onDrop(track, latest.change, kind).then(() => setDrag(null));
      },
      onCancel: () => setDrag(null),
    });
  }
  return { drag, grab };
}
