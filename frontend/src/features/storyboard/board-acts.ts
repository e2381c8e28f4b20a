import { createContext, useContext } from "react";

export type Target = { clipIds: string[] } | { sceneId: string } | { projectId: string };

export type BoardProps = {
  projectId: string;
  /** The shot beside the board. */
  inspectedId: string | null;
  onInspect: (clipId: string | null) => void;
  /** All that are chosen now, in film order. */
  onChosen?: (clipIds: readonly string[]) => void;
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
  retry: (jobId: string) => void;
  addShot: (sceneId: string) => void;
};

export const BoardContext = createContext<BoardActs | null>(null);

export function useBoardActs(): BoardActs {
  const acts = useContext(BoardContext);
  if (!acts) throw new Error("This part stands outside of a board.");
  return acts;
}
