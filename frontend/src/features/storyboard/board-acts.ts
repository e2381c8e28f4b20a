import { createContext, useContext } from "react";
import type { Target } from "@/graphql/acts";

export type BoardProps = {
  projectId: string;
  /** The shot beside the board. */
  inspectedId: string | null;
  onInspect: (clipId: string | null) => void;
  /** All that are chosen now, in film order. */
  onChosen?: (clipIds: readonly string[]) => void;
  /** Shots to select and to show now, if any are asked for. */
  wanted?: readonly string[] | null;
  onTaken?: () => void;
  onOpenTake: (takeId: string, clipId: string) => void;
  onGenerate: (target: Target) => void;
  /** The same with options to choose first. */
  onGenerateWith: (target: Target) => void;
  onPresent: (clipId: string) => void;
};

export type Press = { range: boolean; toggle: boolean };

/** What the cards and headings ask of the board. */
export type BoardActs = {
  press: (clipId: string, how: Press) => void;
  /** The keyboard is there now. */
  hold: (clipId: string) => void;
  /** Chooses the shot unless it is among the chosen. */
  grasp: (clipId: string) => void;
  open: (clipId: string) => void;
  preview: (clipId: string) => void;
  generate: (target: Target) => void;
  generateWith: (target: Target) => void;
  /** All of a scene that was never drawn; of any other, one is asked what to draw. */
  generateScene: (sceneId: string) => void;
  /** Looks at the newest take of the shot. */
  openNewest: (clipId: string) => void;
  retry: (jobIds: readonly string[]) => void;
  addShot: (sceneId: string) => void;
};

export const BoardContext = createContext<BoardActs | null>(null);

export function useBoardActs(): BoardActs {
  const acts = useContext(BoardContext);
  if (!acts) throw new Error("This part stands outside of a board.");
  return acts;
}
