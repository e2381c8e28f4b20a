import { useMemo } from "react";
import { history } from "@/actions/history";
import { useAct } from "@/graphql/act";
import type { Track } from "@/graphql/entities";
import { DeleteTrack, RestoreTrack, UpdateTrack } from "@/graphql/track-acts";
import type { TrackChange } from "./desk";
import { ReorderTracks } from "./documents";
import { formerOf } from "./tracks";

/** The beats of a sound: those that were heard in it, or a grid of one's own. */
export type Grid = { tempo: number; firstBeatSeconds: number } | { detectedBeats: true };

/** What one does to sounds; each can be undone. */
export function useTrackActs() {
  const act = useAct();
  return useMemo(
    () => ({
      change: (track: Track, change: TrackChange, label: string) =>
        history.do({
          label,
          quiet: true,
          run: () => act(UpdateTrack, { id: track.id, ...change }),
          undo: () => act(UpdateTrack, { id: track.id, ...formerOf(track, change) }),
        }),
      setGrid: (track: Track, grid: Grid, former: Grid) =>
        history.do({
          label: `Set the beats of “${track.name}”`,
          quiet: true,
          run: () => act(UpdateTrack, { id: track.id, ...grid }),
          undo: () => act(UpdateTrack, { id: track.id, ...former }),
        }),
      reorder: ({ project: { id }, name }: Track, trackIds: string[], former: string[]) =>
        history.do({
          label: `Moved “${name}” among the sounds`,
          run: () => act(ReorderTracks, { projectId: id, trackIds }),
          undo: () => act(ReorderTracks, { projectId: id, trackIds: former }),
        }),
      remove: (track: Track) =>
        history.do({
          label: `Deleted “${track.name}”`,
          run: () => act(DeleteTrack, { id: track.id }),
          undo: () => act(RestoreTrack, { id: track.id }),
        }),
    }),
    [act],
  );
}

export type TrackActs = ReturnType<typeof useTrackActs>;
