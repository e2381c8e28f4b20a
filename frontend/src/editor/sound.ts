/** Sound under a film: what of a file is heard at a moment, and how loud. Times in seconds. */

export type Heard = {
  id: string;
  url: string;
  /** In the film. */
  from: number;
  to: number;
  /** Of its file, at `from`. */
  offset: number;
  /** Decibels. */
  gain: number;
  fadeIn: number;
  fadeOut: number;
  muted: boolean;
};

/** What it is multiplied by. */
export function amplitudeOf(decibels: number): number {
  return 10 ** (decibels / 20);
}

/** "+3 dB", "−12.5 dB" */
export function decibels(gain: number): string {
  if (gain === 0) return "0 dB";
  const size = Number(Math.abs(gain).toFixed(1));
  return `${gain > 0 ? "+" : "−"}${size} dB`;
}

/** How loud a sound is at a moment of the film: 0 where it is not heard. */
export function loudnessAt(sound: Omit<Heard, "id" | "url" | "offset">, moment: number): number {
  const { from, to, gain, fadeIn, fadeOut, muted } = sound;
  if (muted || moment < from || moment >= to) return 0;
  const swell = fadeIn > 0 ? Math.min(1, (moment - from) / fadeIn) : 1;
  const dying = fadeOut > 0 ? Math.min(1, (to - moment) / fadeOut) : 1;
  return amplitudeOf(gain) * swell * dying;
}

/** Beyond this a listener sees that lips and picture part. */
export const FAR = 0.04;
const LOST = 0.25;
/** A lag is made good within so many seconds, but never by running more than so much faster. */
const WITHIN = 0.5;
const NUDGE = 0.1;

export type Correction = { seek: true } | { seek: false; rate: number };

/** How a sound that runs at `speed` and is `late` seconds behind the film (or ahead) comes back to it. */
export function correction(late: number, speed: number): Correction {
  if (Math.abs(late) > LOST * Math.max(1, speed)) return { seek: true };
  if (Math.abs(late) < FAR / 4) return { seek: false, rate: speed };
  const faster = Math.max(-NUDGE, Math.min(NUDGE, late / WITHIN));
  return { seek: false, rate: speed * (1 + faster) };
}
