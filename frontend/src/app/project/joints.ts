/** What the parts of a project's screens ask of one another, joined here since they do not meet. */
import { createContext, useContext } from "react";
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

export const JointsContext = createContext<Joints | null>(null);

export function useJoints(): Joints {
  const joints = useContext(JointsContext);
  if (!joints) throw new Error("This screen stands outside of a project.");
  return joints;
}
