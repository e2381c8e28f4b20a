import { useState } from "react";
import type { Rate } from "@/editor/time";
import { headBy, headed, mediaFrames, slipped } from "@/editor/trimming";
import type { Film, FilmShot, PressEvent } from "./desk";
import { type Drag, follow } from "./gesture";
import { aheadOf, clashes, type Insertion, insertionAt, isThere } from "./placing";
import { type Stop, snapped } from "./snapping";
import { type Clash, type ClipActs, placeOf } from "./use-clip-acts";
import { HEAD, type View } from "./use-view";

export type ClipDrag = {
  /** Of one shot its end, its beginning, or its take under it. */
  kind: "move" | "trim" | "head" | "slip";
  ids: ReadonlySet<string>;
  /** Frames. */
  by: number;
  /** What it rests at. */
  stop: Stop | null;
  /** Where it goes between others, which make room. */
  insertion: Insertion | null;
  /** It lies over another. */
  clash: boolean;
};

/** Asked about where it was let go. */
export type Asked = Clash & { clips: readonly FilmShot["clip"][]; x: number; y: number };

type Options = {
  film: Film;
  view: View;
  rate: Rate;
  acts: ClipActs;
  ripple: boolean;
  snap: boolean;
  /** All that the moved ones may rest at. */
  stops: (moved: ReadonlySet<string>) => Stop[];
  /** The shots that go along with the one that is taken. */
  take: (clipId: string) => ReadonlySet<string>;
  onPress: (event: PointerEvent, clipId: string) => void;
  onClash: (asked: Asked) => void;
};

const REACH = 9;

/** Dragging shots to other places, and their ends to other lengths. */
export function useClipDrag(options: Options) {
  const [drag, setDrag] = useState<ClipDrag | null>(null);

  function grab(event: PressEvent, shot: FilmShot, kind: ClipDrag["kind"]): void {
    const { scroller } = options.view;
    if (event.button !== 0 || !scroller) return;
    event.stopPropagation();
    const taking = takingOf(options, shot, kind);
    let latest: ClipDrag | null = null;
    follow(event, scroller, HEAD, {
      onMove: (now) => {
        latest = taking(now);
        setDrag(latest);
      },
      onEnd: ({ event: last }, moved) => {
        if (!moved) options.onPress(last, shot.clip.id);
        else if (latest)
          void drop(options, latest).then((clash) => {
            setDrag(null);
            const { clientX: x, clientY: y } = last;
            if (clash) options.onClash({ ...clash, x, y });
          });
      },
      onCancel: () => setDrag(null),
    });
  }
  return { drag, grab };
}

/** From where the pointer is to where the shots are. */
function takingOf(options: Options, shot: FilmShot, kind: ClipDrag["kind"]) {
  const { film, view, ripple, take } = options;
  if (kind === "head" || kind === "slip") return cuttingOf(options, shot, kind);
  const { scale, scroller } = view;
  const ids = kind === "trim" ? new Set([shot.clip.id]) : take(shot.clip.id);
  const moved = film.shots.filter(({ clip }) => ids.has(clip.id));
  const stops = options.stops(ids);
  const least =
    kind === "trim"
      ? 1 - shot.clip.durationFrames
      : -Math.min(...moved.map(({ clip }) => clip.startFrame));
  const points = kind === "trim" ? [shot.end] : [shot.start, shot.end];

  return ({ by, event }: Drag): ClipDrag => {
    const free = Math.round(by / scale);
    const inserts = kind === "move" && ripple;
    if (inserts) {
      const box = scroller?.getBoundingClientRect();
      const x = event.clientX - (box?.left ?? 0) - HEAD + view.leftNow();
      const insertion = insertionAt(film, ids, x / scale);
      return { kind, ids, by: free, stop: null, insertion, clash: false };
    }
    const snaps = options.snap && !event.altKey;
    const wanted = points.map((point) => point + free);
    const snap = snaps ? snapped(stops, wanted, REACH / scale) : null;
    const frames = Math.max(least, free + (snap?.by ?? 0));
    const stop = snap && frames === free + snap.by ? snap.stop : null;
    const lengths = kind === "trim" ? { start: 0, length: frames } : { start: frames, length: 0 };
    const clash = !(kind === "trim" && ripple) && clashes(film, moved, lengths);
    return { kind, ids, by: frames, stop, insertion: null, clash };
  };
}

/** The same for what changes frames of its take. */
function cuttingOf(options: Options, { clip, ...shot }: FilmShot, kind: "head" | "slip") {
  const { film, rate, ripple, snap: snaps } = options;
  const { scale } = options.view;
  const ids = new Set([clip.id]);
  const media = mediaFrames(clip.selectedTake, rate);
  const ahead = ripple ? Number.POSITIVE_INFINITY : aheadOf(film, { clip, ...shot });
  const stops = options.stops(ids);
  return ({ by, event }: Drag): ClipDrag => {
    const free = Math.round(by / scale);
    const still = { kind, ids, stop: null, insertion: null, clash: false };
    if (kind === "slip")
      return { ...still, by: clip.sourceFrame - slipped(clip, free, media ?? 0) };
    const snap = snaps && !event.altKey ? snapped(stops, [shot.start + free], REACH / scale) : null;
    const wanted = free + (snap?.by ?? 0);
    const cut = headBy(clip, wanted, media, ahead);
    return { ...still, by: cut, stop: snap && cut === wanted ? snap.stop : null };
  };
}

async function drop(
  { film, rate, acts, ripple }: Options,
  { kind, ids, by, insertion }: ClipDrag,
): Promise<Omit<Asked, "x" | "y"> | null> {
  const moved = film.shots.filter(({ clip }) => ids.has(clip.id));
  const clips = moved.map(({ clip }) => clip);
  const [only] = clips;
  if (insertion) {
    if (!isThere(film, moved, insertion)) await acts.insert(insertionOf(film, moved, insertion));
    return null;
  }
  if (by === 0 || !only) return null;
  if (kind === "slip") {
    await acts.slip(only, only.sourceFrame - by);
    return null;
  }
  if (kind === "head") {
    const media = mediaFrames(only.selectedTake, rate);
    await acts.behead(only, headed(only, by, media, ripple), ripple);
    return null;
  }
  const clash =
    kind === "trim"
      ? await acts.trim(only, only.durationFrames + by, ripple)
      : await acts.move(
          clips,
          clips.map((clip) => ({ ...placeOf(clip), startFrame: clip.startFrame + by })),
        );
  return clash && { ...clash, clips };
}

export function insertionOf(film: Film, moved: readonly FilmShot[], to: Insertion) {
  const homes = new Set([to.sceneId, ...moved.map(({ sceneId }) => sceneId)]);
  const former = [...homes].map((sceneId) => ({
    sceneId,
    ids: moved.filter((shot) => shot.sceneId === sceneId).map(({ clip }) => clip.id),
    places: film.shots.filter((shot) => shot.sceneId === sceneId).map(({ clip }) => placeOf(clip)),
  }));
  return {
    clips: moved.map(({ clip }) => clip),
    sceneId: to.sceneId,
    before: to.before,
    former,
  };
}
