/** What the parts of a project's screens ask of one another, joined here since they do not meet. */
import { createContext, useContext, useEffect } from "react";
import type { Target } from "@/graphql/acts";

export type Joints = {
  /** Shows a clip in the inspector; null closes it. */
  inspect: (clipId: string | null) => void;
  openTake: (takeId: string) => void;
  /** Queues renders of it as usual. */
  generate: (target: Target) => void;
  /** Asks how first. */
  generateWith: (target: Target) => void;
  present: (clipId?: string) => void;
};

/** Which shots are selected on the screen of a project, and which it is asked to select. */
export type Choosing = {
  chosen: readonly string[];
  choose: (clipIds: readonly string[]) => void;
  wanted: readonly string[] | null;
  /** It has selected them. */
  onTaken: () => void;
};

export const ChoosingContext = createContext<Choosing | null>(null);

export function useChoosing(): Choosing {
  const choosing = useContext(ChoosingContext);
  if (!choosing) throw new Error("This screen stands outside of a project.");
  const { choose } = choosing;
  useEffect(() => () => choose([]), [choose]);
  return choosing;
}

export const JointsContext = createContext<Joints | null>(null);

export function useJoints(): Joints {
  const joints = useContext(JointsContext);
  if (!joints) throw new Error("This screen stands outside of a project.");
  return joints;
}
