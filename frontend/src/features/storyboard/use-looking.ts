import { useState } from "react";
import type { Clip } from "@/graphql/entities";
import type { BoardProps } from "./board-acts";

/** Opening what a shot shows, and playing it on its card. */
export function useLooking(
  clips: readonly Clip[],
  onOpenTake: BoardProps["onOpenTake"],
  inspect: (clipId: string) => void,
) {
  const [playing, setPlaying] = useState<string | null>(null);
  const takeOf = (id: string) => clips.find((clip) => clip.id === id)?.selectedTake;

  function open(id: string): void {
    const take = takeOf(id);
    if (take) onOpenTake(take.id, id);
    else inspect(id);
  }
  function preview(id: string): void {
    if (takeOf(id)?.kind === "VIDEO") setPlaying(playing === id ? null : id);
    else open(id);
  }
  function openNewest(id: string): void {
    const newest = clips.find((clip) => clip.id === id)?.newestTake;
    if (newest) onOpenTake(newest.id, id);
  }
  return { open, openNewest, preview, playing };
}
