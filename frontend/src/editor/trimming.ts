/** Cutting a shot's beginning, and sliding its take under it. Frames of the project's rate. */
import { type Rate, rateOf } from "./time";

type Shown = { kind: string; frames: number | null; fps: string | null };
export type Trimmed = { startFrame: number; durationFrames: number; sourceFrame: number };

const between = (least: number, value: number, most: number) =>
  Math.max(least, Math.min(most, value));

/** How long a take runs: null for what stands still, Infinity where nobody knows. */
export function mediaFrames(take: Shown | null | undefined, rate: Rate): number | null {
  if (!take || take.kind === "IMAGE") return null;
  if (take.frames === null || take.fps === null) return Number.POSITIVE_INFINITY;
  const own = rateOf(take.fps);
  const seconds = (take.frames * own.denominator) / own.numerator;
  return Math.max(1, Math.floor((seconds * rate.numerator) / rate.denominator + 1e-6));
}

/** How much of `by` frames can be cut off its beginning; less than 0 gives back. `ahead` are free before it. */
export function headBy(clip: Trimmed, by: number, media: number | null, ahead: number): number {
  const { sourceFrame, durationFrames } = clip;
  const back = media === null ? ahead : Math.min(ahead, sourceFrame);
  const left = media === null ? durationFrames : Math.max(1, media - sourceFrame);
  return between(-back, by, Math.min(durationFrames, left) - 1) + 0;
}

/** With so many frames off its beginning: what is left begins as much later, or stays with `ripple`. */
export function headed(clip: Trimmed, by: number, media: number | null, ripple: boolean): Trimmed {
  return {
    startFrame: clip.startFrame + (ripple ? 0 : by),
    durationFrames: clip.durationFrames - by,
    sourceFrame: clip.sourceFrame + (media === null ? 0 : by),
  };
}

const LAST = 2 ** 30;

/** What of its take it begins with, once that lies so many frames later under it. */
export function slipped(clip: Trimmed, by: number, media: number): number {
  const { sourceFrame, durationFrames } = clip;
  const most = Math.max(sourceFrame, Math.min(LAST, media) - durationFrames);
  return between(0, sourceFrame - by, most);
}
