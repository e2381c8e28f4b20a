/** Tracks of sound as they lie on the timeline. Frames of the film. */
import { type Rate, secondsOf } from "@/editor/time";
import type { Track } from "@/graphql/entities";
import { lastsOf } from "@/graphql/tracks";
import type { TrackChange } from "./desk";

/** How many whole frames a track is heard. */
export function framesOf(track: Track, rate: Rate): number {
  const frames = (lastsOf(track, rate) * rate.numerator) / rate.denominator;
  return Math.max(1, Math.floor(frames + 1e-6));
}

/** How many frames are left of its file, from where it begins. */
function mostOf(track: Track, rate: Rate): number {
  return framesOf({ ...track, durationFrames: null }, rate);
}

const between = (least: number, value: number, most: number) =>
  Math.max(least, Math.min(most, value));

export type TrackPart = "move" | "start" | "end" | "fadeIn" | "fadeOut";

/** What it becomes where this part of it is dragged so far. */
export function changed(track: Track, kind: TrackPart, by: number, rate: Rate): TrackChange {
  const frames = framesOf(track, rate);
  const { startFrame, fadeInFrames, fadeOutFrames } = track;
  if (kind === "move") return { startFrame: Math.max(0, startFrame + by) };
  if (kind === "fadeIn")
    return { fadeInFrames: between(0, fadeInFrames + by, frames - fadeOutFrames) };
  if (kind === "fadeOut")
    return { fadeOutFrames: between(0, fadeOutFrames - by, frames - fadeInFrames) };
  if (kind === "end") return lasting(track, frames + by, rate);
  return beginning(track, by, rate);
}

function lasting(track: Track, frames: number, rate: Rate): TrackChange {
  const most = mostOf(track, rate);
  return { durationFrames: frames >= most ? 0 : Math.max(1, frames) };
}

/** Later in its file, and as much later in the film. */
function beginning(track: Track, by: number, rate: Rate): TrackChange {
  const source = Number(track.sourceSamples);
  const ahead = Math.floor((source / track.sampleRate) * (rate.numerator / rate.denominator));
  const least = -Math.min(track.startFrame, ahead);
  const later = between(least, by, framesOf(track, rate) - 1);
  const samples = Math.round(source + secondsOf(later, rate) * track.sampleRate);
  return {
    startFrame: track.startFrame + later,
    sourceSamples: String(Math.max(0, samples)),
    durationFrames: track.durationFrames === null ? 0 : framesOf(track, rate) - later,
  };
}

/** With a change that is not known to the studio yet. */
export function previewed(track: Track, { durationFrames, ...rest }: TrackChange): Track {
  if (durationFrames === undefined) return { ...track, ...rest };
  return { ...track, ...rest, durationFrames: durationFrames === 0 ? null : durationFrames };
}

/** What takes a change back. */
export function formerOf(track: Track, change: TrackChange): TrackChange {
  const names = Object.keys(change) as (keyof TrackChange)[];
  const former = Object.fromEntries(names.map((name) => [name, track[name]])) as TrackChange;
  return "durationFrames" in former
    ? { ...former, durationFrames: former.durationFrames ?? 0 }
    : former;
}

/** With one so many places further down, or up; at the ends it stays. */
export function reordered(tracks: readonly Track[], id: string, by: number): readonly Track[] {
  const at = tracks.findIndex((track) => track.id === id);
  const [track] = tracks.slice(at, at + 1);
  if (at < 0 || !track) return tracks;
  return tracks.toSpliced(at, 1).toSpliced(between(0, at + by, tracks.length - 1), 0, track);
}
