/** How the script's screens say things. */
import { lengthOf } from "@/editor/time";

const FILM = { numerator: 24, denominator: 1 };

export function count(number: number, one: string): string {
  return `${number.toLocaleString("en")} ${number === 1 ? one : `${one}s`}`;
}

/** The length of frames that are counted 24 to the second, as a preview's are. */
export function previewLength(frames: number): string {
  return lengthOf(frames, FILM);
}

type Totals = { sceneCount: number; clipCount: number; durationSeconds: number };

/** "3 scenes · 39 shots · 2 min 50 s" */
export function totals({ sceneCount, clipCount, durationSeconds }: Totals): string {
  const length = lengthOf(Math.round(durationSeconds * 24), FILM);
  return [count(sceneCount, "scene"), count(clipCount, "shot"), length].join(" · ");
}
