/** What is to be rendered, and how. */
import type { Target } from "@/graphql/acts";
import { KINDS_OF, type What } from "@/graphql/last-kind";
import { lacks } from "@/graphql/picking";
import type { WholeProject } from "@/graphql/project";
import { plural } from "@/ui/words";

export type Options = {
  what: What;
  /** Takes of each shot, 1 to 8. */
  count: number;
  /** The same for each shot; null for one by chance. */
  seed: string | null;
  endpointId: string | null;
  /** Leave out what a shot has, or has under way. */
  missingOnly: boolean;
  /** A video by itself starts from the picture that its shot shows, if the model can. */
  fromPicked: boolean;
};

export const USUAL: Options = {
  what: "still",
  count: 1,
  seed: null,
  endpointId: null,
  missingOnly: false,
  fromPicked: true,
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

type Clips = WholeProject["scenes"][number]["clips"];

/** The clips that a target means, in film order. */
export function clipsOf(project: WholeProject, target: Target): Clips {
  const clips = project.scenes.flatMap((scene) =>
    "sceneId" in target && scene.id !== target.sceneId ? [] : scene.clips,
  );
  if (!("clipIds" in target)) return clips;
  const wanted = new Set(target.clipIds);
  return clips.filter((clip) => wanted.has(clip.id));
}

const NAMES = { IMAGE: "still", VIDEO: "video", AUDIO: "sound" } as const;

export type Extent = {
  /** Whether there are two ways to mean it: what is missing, or all. */
  mixed: boolean;
  missing: number;
  all: number;
  /** What to say where there is one way only; null if that goes without saying. */
  note: string | null;
  choices: { missing: string; all: string };
};

/** Which of these shots one may mean, in words. */
export function extentOf(clips: readonly Pick<Clips[number], "takeKinds" | "jobs">[], what: What) {
  const kinds = KINDS_OF[what];
  const name = kinds.map((kind) => NAMES[kind]).join(" or a ");
  const all = clips.length;
  const missing = clips.filter((clip) => kinds.some((kind) => lacks(clip, kind))).length;
  const again = all - missing;
  const one = all === 1;
  return {
    ...{ missing, all, mixed: missing > 0 && again > 0 },
    note:
      missing > 0
        ? null
        : `${one ? "This shot has" : `All ${all.toLocaleString("en")} shots have`} a ${kinds.map((kind) => NAMES[kind]).join(" and a ")} or one on its way. ${
            one ? "It gets" : "Each gets"
          } a new take; what the film shows stays until you pick another.`,
    choices: {
      missing: `Only the ${missing.toLocaleString("en")} without a ${name}`,
      all: `All ${all.toLocaleString("en")}: ${plural(again, "shot gets", "shots get")} another take`,
    },
  } satisfies Extent;
}
