/** What a card says about its project. */

import { lengthOf, rateOf } from "@/editor/time";
import type { Project } from "@/graphql/entities";
import { plural } from "@/ui/words";

const STEPS = [
  ["minute", 60, 60],
  ["hour", 3_600, 24],
  ["day", 86_400, 7],
  ["week", 604_800, 5],
  ["month", 2_629_746, 12],
  ["year", 31_556_952, Number.POSITIVE_INFINITY],
] as const;

const WORDS = new Intl.RelativeTimeFormat("en", { numeric: "auto" });

/** A moment as people say it: "just now", "5 minutes ago", "yesterday". Never in the future. */
export function ago(moment: string, now: number): string {
  const seconds = Math.max(0, (now - Date.parse(moment)) / 1_000);
  if (seconds < 60) return "just now";
  for (const [unit, size, most] of STEPS) {
    const count = Math.floor(seconds / size);
    if (count < most) return WORDS.format(-Math.max(1, count), unit);
  }
  return "";
}

type Sized = Pick<Project, "stats" | "fps">;

/** "3 scenes · 39 shots · 2 min 50 s" */
export function extent({ stats, fps }: Sized): string {
  const parts = [plural(stats.sceneCount, "scene"), plural(stats.clipCount, "shot")];
  const frames = Number(stats.durationFrames);
  if (frames > 0) parts.push(lengthOf(frames, rateOf(fps)));
  return parts.join(" · ");
}

/** "12 of 39 drawn" */
export function drawn({ stats }: Sized): string {
  if (stats.clipCount === 0) return "No shots yet";
  if (stats.finishedClipCount === stats.clipCount) return "All drawn";
  return `${stats.finishedClipCount.toLocaleString("en")} of ${stats.clipCount.toLocaleString("en")} drawn`;
}
