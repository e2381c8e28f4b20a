import type { Target } from "@/graphql/acts";

export type InspectorProps = {
  projectId: string;
  /** The shot that is looked at; null for none. */
  clipId: string | null;
  /** All that are chosen; of more than one, what they share is shown instead. */
  clipIds?: readonly string[];
  onClose: () => void;
  onOpenTake: (takeId: string) => void;
  onGenerate: (target: Target) => void;
  onGenerateWith: (target: Target) => void;
  onInspect: (clipId: string) => void;
};
