/** How the script's screens say things. */
import { lengthOf } from "@/editor/time";
import { plural } from "@/ui/words";

const FILM = { numerator: 24, denominator: 1 };

/** The length of frames that are counted 24 to the second, as a preview's are. */
export function previewLength(frames: number): string {
  return lengthOf(frames, FILM);
}

type Totals = { sceneCount: number; clipCount: number; durationSeconds: number };

/** "3 scenes · 39 shots · 2 min 50 s" */
export function totals({ sceneCount, clipCount, durationSeconds }: Totals): string {
  const length = lengthOf(Math.round(durationSeconds * 24), FILM);
  return [plural(sceneCount, "scene"), plural(clipCount, "shot"), length].join(" · ");
}
