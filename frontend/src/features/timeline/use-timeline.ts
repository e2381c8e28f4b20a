import { useEffect, useMemo, useState } from "react";
import type { Rate } from "@/editor/time";
import type { Track } from "@/graphql/entities";
import type { WholeProject } from "@/graphql/project";
import { heardIn, useTracks } from "@/graphql/tracks";
import { useStable } from "@/ui/use-stable";
import type { Desk, Film } from "./desk";
import { useHandle } from "./playing";
import { type Stop, stopsOf } from "./snapping";
import type { TimelineProps } from "./timeline";
import { framesOf, type TrackPart } from "./tracks";
import { beatsFor, useBeats } from "./use-beats";
import { useChoosing } from "./use-choosing";
import { type Clash, useClipActs } from "./use-clip-acts";
import { type Asked, useClipDrag } from "./use-clip-drag";
import { useEditActs } from "./use-edit-acts";
import { usePreferences } from "./use-preferences";
import { useTapping } from "./use-tapping";
import { useTrackActs } from "./use-track-acts";
import { useTrackDrag } from "./use-track-drag";
import { useTrackOrder } from "./use-track-order";
import { useView, type View } from "./use-view";

const NONE: readonly Track[] = [];

/** What there is to show: the film, its sound, and the sound whose beats one goes by. */
function useData(projectId: string, film: Film, rate: Rate, trackId: string | null) {
  const reading = useTracks(projectId);
  const tracks = reading.tracks ?? NONE;
  const sounds = useMemo(() => heardIn(film, tracks, rate), [film, tracks, rate]);
  const beating = (track: Track) => track.tempo !== null || (track.analysis?.beatCount ?? 0) > 0;
  const leading =
    tracks.find(({ id }) => id === trackId) ?? tracks.find(beating) ?? tracks[0] ?? null;
  const beats = useBeats(leading);
  return { film, rate, tracks, sounds, beats, unread: reading.failed, again: reading.again };
}

/** Frames that are played again and again: those of the chosen shots, else all. */
function loopOf(film: Film, ids: ReadonlySet<string>) {
  const chosen = film.shots.filter(({ clip }) => ids.has(clip.id));
  if (chosen.length === 0) return { from: 0, to: film.frames };
  const from = Math.min(...chosen.map(({ start }) => start));
  return { from, to: Math.max(...chosen.map(({ end }) => end)) };
}

function useDragging(
  { film, rate, tracks, beats }: ReturnType<typeof useData>,
  parts: {
    view: View;
    choosing: ReturnType<typeof useChoosing>;
    preferences: ReturnType<typeof usePreferences>["preferences"];
    clipActs: ReturnType<typeof useClipActs>;
    trackActs: ReturnType<typeof useTrackActs>;
    frame: () => number;
  },
) {
  const { view, choosing, preferences, clipActs, trackActs, frame } = parts;
  const [asked, ask] = useState<Asked | null>(null);
  const { snap, ripple } = preferences;
  function* places(moved: ReadonlySet<string>): Generator<Stop> {
    yield { frame: frame(), what: "playhead" };
    yield { frame: 0, what: "edge" };
    for (const { clip, start, end } of film.shots) {
      if (moved.has(clip.id)) continue;
      yield { frame: start, what: "edge" };
      yield { frame: end, what: "edge" };
    }
    for (const track of tracks) {
      if (moved.has(track.id)) continue;
      yield { frame: track.startFrame, what: "edge" };
      yield { frame: track.startFrame + framesOf(track, rate), what: "edge" };
    }
    for (const beat of beatsFor(beats, preferences.beats))
      yield { frame: beat.frame, what: "beat" };
  }
  const clips = useClipDrag({
    ...{ film, view, rate, snap, ripple, acts: clipActs, take: choosing.take, onClash: ask },
    stops: (moved) => stopsOf(places(moved)),
    onPress: ({ shiftKey, ctrlKey, metaKey }, id) =>
      choosing.press(id, { range: shiftKey, toggle: ctrlKey || metaKey }),
  });
  const sounds = useTrackDrag({
    ...{ view, rate, snap },
    stops: () => stopsOf([...places(new Set(tracks.map(({ id }) => id)))].filter(notBeat)),
    onPress: choosing.chooseTrack,
    onDrop: (track, change, kind) =>
      trackActs.change(track, change, `${WORDS[kind]} “${track.name}”`),
  });
  return { clips, sounds, asked, ask, stops: () => stopsOf(places(new Set())) };
}

const notBeat = ({ what }: Stop) => what !== "beat";
const WORDS: Record<TrackPart, string> = {
  move: "Moved",
  start: "Cut the beginning of",
  end: "Cut the end of",
  fadeIn: "Changed the fade of",
  fadeOut: "Changed the fade of",
};

/** The same desk until something on it is another. */
function useDeskOf(now: Desk): Desk {
  const { film, rate, view, preferences, tracks, selection, beats, acts } = now;
  const { trackId, clipDrag, trackDrag, carriedId, namedId } = now;
  const drags = useMemo(
    () => ({ clipDrag, trackDrag, carriedId, namedId }),
    [clipDrag, trackDrag, carriedId, namedId],
  );
  return useMemo(
    () => ({ film, rate, view, preferences, tracks, selection, beats, acts, trackId, ...drags }),
    [film, rate, view, preferences, tracks, selection, beats, acts, trackId, drags],
  );
}

/** All that the timeline knows and can do; its parts only show it. */
export function useTimeline(props: TimelineProps, project: WholeProject, film: Film, rate: Rate) {
  const [chosenTrack, tellTrack] = useState<string | null>(null);
  const data = useData(project.id, film, rate, chosenTrack);
  const { tracks, beats } = data;
  const { preferences, change } = usePreferences(project.id);
  const choosing = useChoosing({ film, ...props });
  const { selection } = choosing;
  if (choosing.trackId !== chosenTrack) tellTrack(choosing.trackId);
  const loop = useMemo(
    () => (preferences.loop ? loopOf(film, selection.ids) : null),
    [preferences.loop, film, selection.ids],
  );
  const player = useHandle();
  const { setLoop } = player;
  useEffect(() => setLoop(loop), [loop, setLoop]);
  const { view, drawing } = useView(lastOf(film, tracks, rate));
  const clipActs = useClipActs(project.id);
  const trackActs = useTrackActs();
  const editActs = useEditActs((ids) => {
    choosing.choose(ids);
    if (ids[0]) focusShot(ids[0]);
  });
  const [namedId, rename] = useState<string | null>(null);
  const order = useTrackOrder(tracks, trackActs, view);
  const parts = { view, choosing, preferences, clipActs, trackActs, frame: player.frame };
  const { clips, sounds, stops, asked, ask } = useDragging(data, parts);
  const track = tracks.find(({ id }) => id === choosing.trackId) ?? null;
  const tapping = useTapping(track, player, rate);
  const acts: Desk["acts"] = useStable({
    seek: player.seek,
    grab: clips.grab,
    grabTrack: sounds.grab,
    hold: choosing.hold,
    open: (clipId: string) => {
      props.onInspect(clipId);
      props.onOpen();
    },
    chooseTrack: choosing.chooseTrack,
    changeTrack: (one, part, what) => void trackActs.change(one, part, `${what} “${one.name}”`),
    removeTrack: (one) => {
      choosing.chooseTrack(null);
      void trackActs.remove(one);
    },
    rename,
    grabOrder: order.grab,
    stepTrack: order.step,
    take: (clipId) => void choosing.take(clipId),
  });
  const desk = useDeskOf({
    ...{ film, rate, view, preferences, selection, beats, acts, namedId },
    ...{ tracks: order.tracks, carriedId: order.carriedId, trackId: track?.id ?? null },
    ...{ clipDrag: clips.drag, trackDrag: sounds.drag },
  });
  const shot = film.shots.find(
    ({ clip }) => selection.ids.size === 1 && selection.ids.has(clip.id),
  );
  return {
    ...{ project, data, desk, drawing, player, change, choosing, clipActs, editActs, trackActs },
    ...{ props, stops, asked, ask, track, tapping, shot: shot ?? null },
    /** Asks what is to become of shots that were moved by keys. */
    askOf: (clash: Clash | null, clips: Asked["clips"]) => {
      if (clash) ask({ ...clash, clips, x: innerWidth / 2, y: innerHeight / 2 });
    },
  };
}

/** The keyboard to a shot, once it is drawn. */
export function focusShot(id: string): void {
  requestAnimationFrame(() =>
    document
      .querySelector<HTMLElement>(`[role=gridcell][data-clip="${id}"]`)
      ?.focus({ preventScroll: true }),
  );
}

export type TimelineModel = ReturnType<typeof useTimeline>;

/** How far there is something to see. */
function lastOf(film: Film, tracks: readonly Track[], rate: Rate): number {
  const ends = tracks.map((track) => track.startFrame + framesOf(track, rate));
  return Math.max(1, film.frames, ...ends);
}
