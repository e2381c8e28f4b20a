/** Frames of a film on a player's clock, which knows none. */
import { type Rate, rateOf, secondsOf } from "@/editor/time";

type FilmOf = { frames: number | null; fps: string | null };

const USUAL: Rate = { numerator: 24, denominator: 1 };

export function filmRate({ fps }: FilmOf): Rate {
  return fps === null ? USUAL : rateOf(fps);
}

/** How many it has; as long as that is not known, what its length says. */
export function frameCount(film: FilmOf, seconds: number): number {
  if (film.frames !== null) return Math.max(1, film.frames);
  const { numerator, denominator } = filmRate(film);
  return Number.isFinite(seconds)
    ? Math.max(1, Math.round((seconds * numerator) / denominator))
    : 1;
}

/** The frame that begins at this moment: players round its time. */
export function frameBegun(seconds: number, { numerator, denominator }: Rate): number {
  return Math.max(0, Math.round((seconds * numerator) / denominator));
}

/** Amid the frame, so that no rounding shows the one before it. */
export function amid(frame: number, rate: Rate): number {
  return secondsOf(frame + 0.5, rate);
}
