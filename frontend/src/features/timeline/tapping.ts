/** A tempo that somebody taps. Times in seconds. */

export type Tempo = { bpm: number; first: number };

/** So many make a tempo. */
export const ENOUGH = 4;
/** Who pauses so long begins anew. */
const PAUSE = 3;

/** The taps with one more. */
export function tapped(taps: readonly number[], at: number): number[] {
  const last = taps.at(-1);
  return last !== undefined && (at - last > PAUSE || at <= last) ? [at] : [...taps, at];
}

/** The beat that lies best among the taps; null of too few. `first` is its first at or behind 0. */
export function tempoOf(taps: readonly number[]): Tempo | null {
  if (taps.length < ENOUGH) return null;
  const middle = (taps.length - 1) / 2;
  const mean = taps.reduce((sum, tap) => sum + tap, 0) / taps.length;
  let above = 0;
  let below = 0;
  taps.forEach((tap, nth) => {
    above += (nth - middle) * (tap - mean);
    below += (nth - middle) ** 2;
  });
  const beat = above / below;
  const start = mean - middle * beat;
  const first = start - Math.floor(start / beat) * beat;
  return { bpm: Math.round(6_000 / beat) / 100, first };
}
