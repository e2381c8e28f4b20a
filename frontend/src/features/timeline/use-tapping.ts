import { useState } from "react";
import type { Rate } from "@/editor/time";
import { secondsOf } from "@/editor/time";
import type { Track } from "@/graphql/entities";
import type { Handle } from "./playing";
import { tapped, tempoOf } from "./tapping";

const NONE = { of: "", taps: [] as readonly number[] };

/** A tempo that is tapped while a sound plays, in seconds of its file. */
export function useTapping(track: Track | null, player: Handle, rate: Rate) {
  const [{ of, taps }, set] = useState(NONE);
  const mine = track && of === track.id ? taps : NONE.taps;
  function tap(): void {
    if (!track) return;
    if (player.speed() === 0) player.play();
    const source = Number(track.sourceSamples) / track.sampleRate;
    const at = player.now() - secondsOf(track.startFrame, rate) + source;
    set({ of: track.id, taps: tapped(mine, at) });
  }
  return { count: mine.length, tempo: tempoOf(mine), tap, stop: () => set(NONE) };
}
