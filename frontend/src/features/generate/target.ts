/** What is to be rendered, and how. */
import type { Target } from "@/graphql/acts";
import type { MediaKind } from "@/graphql/entities";
import type { WholeProject } from "@/graphql/project";

export type Options = {
  what: "still" | "video" | "both";
  /** Takes of each shot, 1 to 8. */
  count: number;
  /** The same for each shot; null for one by chance. */
  seed: string | null;
  endpointId: string | null;
  /** Leave out shots that have a picture, or one under way. */
  missingOnly: boolean;
};

export const USUAL: Options = {
  what: "still",
  count: 1,
  seed: null,
  endpointId: null,
  missingOnly: false,
};

export const KINDS: Record<Options["what"], MediaKind[]> = {
  still: ["IMAGE"],
  video: ["VIDEO"],
  both: ["IMAGE", "VIDEO"],
};

export const MOST_TAKES = 8;
const LARGEST_SEED = 2n ** 64n - 1n;

/** A seed as typed: digits of a number up to 2⁶⁴−1. Null if it is none. */
export function seedOf(text: string): string | null {
  const digits = text.trim();
  return /^\d{1,20}$/.test(digits) && BigInt(digits) <= LARGEST_SEED
    ? String(BigInt(digits))
    : null;
}

/** The clips that a target means, in film order. */
export function clipsOf(
  project: WholeProject,
  target: Target,
): WholeProject["scenes"][number]["clips"] {
  const clips = project.scenes.flatMap((scene) =>
    "sceneId" in target && scene.id !== target.sceneId ? [] : scene.clips,
  );
  if (!("clipIds" in target)) return clips;
  const wanted = new Set(target.clipIds);
  return clips.filter((clip) => wanted.has(clip.id));
}
