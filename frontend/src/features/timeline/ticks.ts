/** The marks of the ruler. */
import { type Rate, timecode } from "@/editor/time";

export const UNITS = ["timecode", "seconds", "frames"] as const;
export type Unit = (typeof UNITS)[number];

/** `frame` may lie between two, where seconds do. */
export type Tick = { frame: number; label: string | null };

const CLOCK = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200];
/** How far apart labels are at least, in pixels. */
const ROOM: Record<Unit, number> = { timecode: 104, seconds: 72, frames: 72 };
const CLOSE = 7;

/** 1, 2, 5, 10, 20, 50 … below `end`. */
function* round(end: number): Generator<number> {
  for (let ten = 1; ten < end; ten *= 10) {
    for (const many of [1, 2, 5]) if (ten * many < end) yield ten * many;
  }
}

/** Lengths in frames that marks may stand apart. */
function stepsOf(unit: Unit, rate: Rate): number[] {
  const second = rate.numerator / rate.denominator;
  if (unit === "frames") return [...round(100_000_000)];
  const base = unit === "timecode" ? Math.round(second) : second;
  const within = [...round(base / 2)];
  return [...within, ...CLOCK.map((seconds) => seconds * base)];
}

/** All marks from one frame to another, and which of them are named. */
export function ticksOf(unit: Unit, rate: Rate, scale: number, from: number, to: number): Tick[] {
  const steps = stepsOf(unit, rate);
  const major = steps.find((step) => step * scale >= ROOM[unit]) ?? steps.at(-1) ?? 1;
  const minor = steps.find((step) => step * scale >= CLOSE && isWhole(major / step)) ?? major;
  const many = Math.max(1, Math.round(major / minor));
  const first = Math.max(0, Math.floor(from / minor));
  const last = Math.ceil(to / minor);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, at) => {
    const nth = first + at;
    const frame = nth * minor;
    return { frame, label: nth % many === 0 ? named(frame, unit, rate) : null };
  });
}

function isWhole(value: number): boolean {
  return Math.abs(value - Math.round(value)) < 1e-6;
}

/** A moment as the ruler calls it. */
export function named(frame: number, unit: Unit, rate: Rate): string {
  if (unit === "frames") return Math.round(frame).toLocaleString("en");
  if (unit === "timecode") return timecode(Math.round(frame), rate);
  const seconds = (frame * rate.denominator) / rate.numerator;
  const minutes = Math.floor((seconds + 1e-6) / 60);
  const rest = Number(Math.max(0, seconds - minutes * 60).toFixed(2));
  return minutes > 0 ? `${minutes}:${String(rest).padStart(2, "0")}` : `${rest} s`;
}
