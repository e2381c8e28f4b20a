/** Time as exact frames: rates are fractions, and only words for people are rounded. */

export type Rate = { numerator: number; denominator: number };

/** Reads "24" or "24000/1001". Throws for anything else. */
export function rateOf(text: string): Rate {
  const match = /^([1-9]\d*)(?:\/([1-9]\d*))?$/.exec(text);
  if (!match) throw new RangeError(`Not a frame rate: ${text}`);
  return { numerator: Number(match[1]), denominator: Number(match[2] ?? 1) };
}

export function secondsOf(frames: number, rate: Rate): number {
  return (frames * rate.denominator) / rate.numerator;
}

/** The frame that is shown at a moment; a moment on an edge belongs to what begins there. */
export function frameAt(seconds: number, rate: Rate): number {
  return Math.floor((seconds * rate.numerator) / rate.denominator + 1e-9);
}

/** The lengths of clips together, in frames. */
export function totalFrames(clips: readonly { durationFrames: number }[]): number {
  return clips.reduce((sum, clip) => sum + clip.durationFrames, 0);
}

type Placed = { startFrame: number; durationFrames: number };

/** How long a scene runs: to the end of its last clip, over gaps. In frames. */
export function sceneFrames(clips: readonly Placed[]): number {
  return clips.reduce((end, clip) => Math.max(end, clip.startFrame + clip.durationFrames), 0);
}

/** How long the film runs, scene after scene. In frames. */
export function filmFrames(scenes: readonly { clips: readonly Placed[] }[]): number {
  return scenes.reduce((sum, { clips }) => sum + sceneFrames(clips), 0);
}

/** Non-drop timecode, `00:01:02:03`, counting in the nearest whole rate. */
export function timecode(frames: number, rate: Rate): string {
  const base = Math.round(rate.numerator / rate.denominator);
  const count = Math.max(0, Math.trunc(frames));
  const parts = [
    Math.floor(count / (base * 3600)),
    Math.floor(count / (base * 60)) % 60,
    Math.floor(count / base) % 60,
    count % base,
  ];
  return parts.map((part) => String(part).padStart(2, "0")).join(":");
}

/** A length for people: "4.5 s", "1 min 20 s". */
export function lengthOf(frames: number, rate: Rate): string {
  const seconds = secondsOf(frames, rate);
  if (seconds < 60) return `${Number(seconds.toFixed(1))} s`;
  const whole = Math.round(seconds);
  const minutes = Math.floor(whole / 60);
  return whole % 60 === 0 ? `${minutes} min` : `${minutes} min ${whole % 60} s`;
}

/** A wait for people: "about 40 s", "about 3 min". */
export function waitOf(seconds: number): string {
  if (seconds < 5) return "a few seconds";
  if (seconds < 90) return `about ${Math.round(seconds / 5) * 5} s`;
  return `about ${Math.round(seconds / 60)} min`;
}
