/** Lengths as people type them. Frames are what is kept; nothing is rounded twice. */
import { type Rate, secondsOf } from "@/editor/time";

export const LONGEST = 2 ** 24;
/** How a length may be typed. */
export const LENGTHS = "Such as 2.5, 60f or 0:02";

/**
 * Frames of a typed length: "2.5", "2,5 s", "60f", "1:30" (minutes and seconds), "1 min 30 s",
 * "00:00:02:12" (non-drop timecode). Null if it is none, or not 1 to LONGEST frames.
 */
export function framesOf(typed: string, rate: Rate): number | null {
  const text = typed.trim().toLowerCase().replace(",", ".");
  const frames = counted(text) ?? coded(text, rate) ?? clocked(text, rate) ?? timed(text, rate);
  return frames !== null && frames >= 1 && frames <= LONGEST ? frames : null;
}

function counted(text: string): number | null {
  const match = /^(\d{1,9})\s*f(?:r|rames?)?$/.exec(text);
  return match ? Number(match[1]) : null;
}

function coded(text: string, rate: Rate): number | null {
  const match = /^(\d{1,2}):(\d{1,2}):(\d{1,2})[:;](\d{1,3})$/.exec(text);
  if (!match) return null;
  const [hours = 0, minutes = 0, seconds = 0, frames = 0] = match.slice(1).map(Number);
  const base = Math.round(rate.numerator / rate.denominator);
  if (minutes > 59 || seconds > 59 || frames >= base) return null;
  return ((hours * 60 + minutes) * 60 + seconds) * base + frames;
}

function clocked(text: string, rate: Rate): number | null {
  const match = /^(\d{1,3}):([0-5]?\d(?:\.\d{1,4})?)$/.exec(text);
  return match ? ofSeconds(Number(match[1]), match[2] ?? "", rate) : null;
}

function timed(text: string, rate: Rate): number | null {
  const match =
    /^(?:(\d{1,4})\s*m(?:in)?\s*)?(?:(\d{0,6}(?:\.\d{0,4})?)\s*(?:s|sec|seconds?)?)?$/.exec(text);
  if (!match || !/\d/.test(text)) return null;
  return ofSeconds(Number(match[1] ?? 0), match[2] || "0", rate);
}

/** In whole numbers, so that half a frame is half a frame. */
function ofSeconds(minutes: number, seconds: string, rate: Rate): number | null {
  const [whole = "", part = ""] = seconds.split(".");
  if (whole + part === "") return null;
  const scale = 10 ** part.length;
  const count = minutes * 60 * scale + Number(whole) * scale + Number(part || 0);
  return Math.round((count * rate.numerator) / (scale * rate.denominator));
}

/** Seconds with as few decimals as name the length exactly: "2.5 s", "2.54 s". */
export function spoken(frames: number, rate: Rate): string {
  const seconds = secondsOf(frames, rate);
  for (const digits of [0, 1, 2, 3]) {
    const text = `${seconds.toFixed(digits)} s`;
    if (framesOf(text, rate) === frames) return text;
  }
  return `${frames} f`;
}

export function inFrames(frames: number): string {
  return frames === 1 ? "1 frame" : `${frames.toLocaleString("en")} frames`;
}
