/** What all parts of the timeline share, but for the frame on the screen, which changes too often. */
import { createContext, useContext } from "react";
import type { Schedule, Shot } from "@/editor/schedule";
import type { Selection } from "@/editor/selection";
import type { Rate } from "@/editor/time";
import type { Clip, Track } from "@/graphql/entities";
import type { Beat } from "./use-beats";
import type { ClipDrag } from "./use-clip-drag";
import type { Preferences } from "./use-preferences";
import type { TrackDrag } from "./use-track-drag";
import type { View } from "./use-view";

export type Film = Schedule<Clip>;
export type FilmShot = Shot<Clip>;
export type Press = { range: boolean; toggle: boolean };
export type PressEvent = React.PointerEvent<HTMLElement>;

export type Desk = {
  film: Film;
  rate: Rate;
  view: View;
  preferences: Preferences;
  tracks: readonly Track[];
  selection: Selection;
  /** The sound that is chosen. */
  trackId: string | null;
  /** Of the sound whose beats are shown. */
  beats: readonly Beat[];
  clipDrag: ClipDrag | null;
  trackDrag: TrackDrag | null;
  /** The sound that gets another name, and the one that is dragged among the others. */
  namedId: string | null;
  carriedId: string | null;
  acts: {
    seek: (frame: number) => void;
    grab: (event: PressEvent, shot: FilmShot, kind: ClipDrag["kind"]) => void;
    grabTrack: (event: PressEvent, track: Track, kind: TrackDrag["kind"]) => void;
    hold: (clipId: string) => void;
    open: (clipId: string) => void;
    chooseTrack: (trackId: string | null) => void;
    changeTrack: (track: Track, part: TrackChange, what: string) => void;
    removeTrack: (track: Track) => void;
    /** Asks for another name; null when that is over. */
    rename: (trackId: string | null) => void;
    grabOrder: (event: PressEvent, track: Track, high: number) => void;
    /** So many places further down among the sounds. */
    stepTrack: (track: Track, by: number) => Promise<void>;
    /** Chooses it unless it is among the chosen. */
    take: (clipId: string) => void;
  };
};

/** What of a track can be changed; a length of 0 is as long as it lasts. */
export type TrackChange = Partial<
  Pick<
    Track,
    | "name"
    | "startFrame"
    | "sourceSamples"
    | "durationFrames"
    | "gainDb"
    | "fadeInFrames"
    | "fadeOutFrames"
    | "muted"
  >
>;

/** What is drawn, in pixels of the film. */
export const DrawingContext = createContext({ from: 0, to: 0 });

export const DeskContext = createContext<Desk | null>(null);

export function useDesk(): Desk {
  const desk = useContext(DeskContext);
  if (!desk) throw new Error("This part stands outside of a timeline.");
  return desk;
}
