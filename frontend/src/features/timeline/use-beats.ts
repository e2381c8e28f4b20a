import { useEffect, useMemo, useState } from "react";
import type { Track } from "@/graphql/entities";
import { readOnce } from "@/graphql/once";
import { BeatsQuery } from "./documents";

/** `frame` is of the film. */
export type Beat = { frame: number; bar: boolean };

const NONE: readonly Beat[] = [];

/** The beats of a sound as they lie in the film; read anew each time it is another or lies elsewhere. */
export function useBeats(track: Track | null): readonly Beat[] {
  const [read, setRead] = useState<{ of: string; beats: readonly Beat[] }>({ of: "", beats: NONE });
  const id = track?.id;
  const state = track ? `${track.id} ${track.version} ${track.analysis?.beatCount}` : "";
  useEffect(() => {
    if (!id || !state) return;
    return readOnce(BeatsQuery, { id }, ({ data }) => {
      if (data?.node?.__typename === "Track") setRead({ of: id, beats: data.node.beats });
    });
  }, [id, state]);
  return useMemo(() => (id && read.of === id ? read.beats : NONE), [id, read]);
}

/** Those that one goes by. */
export function beatsFor(beats: readonly Beat[], which: "all" | "bars" | "none"): readonly Beat[] {
  if (which === "none") return NONE;
  return which === "all" ? beats : beats.filter(({ bar }) => bar);
}
