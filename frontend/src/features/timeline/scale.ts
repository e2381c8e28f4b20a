/** How wide a frame is, and what of the film is in the window. Widths in CSS pixels. */

/** How much of the film is looked at: pixels a frame, and those that are scrolled away. */
export type Zoom = { scale: number; left: number };

/** No browser can be relied on for wider pages. */
const WIDEST = 8_000_000;
const CLOSEST = 48;
/** Room behind the film, as a part of the window. */
const BEHIND = 0.35;

/** The whole film in the window, with a little room behind it. */
export function fitted(frames: number, width: number): number {
  return Math.max(1, width - 48) / Math.max(1, frames);
}

export function bounded(scale: number, frames: number, width: number): number {
  const most = Math.min(CLOSEST, WIDEST / Math.max(1, frames));
  return Math.min(Math.max(scale, Math.min(fitted(frames, width), most)), most);
}

/** How wide everything is: the film, and some room to put something behind it. */
export function extent(frames: number, scale: number, width: number): number {
  return Math.ceil(Math.max(width, frames * scale + width * BEHIND));
}

/** So many times as close, with the frame at `x` of the window where it was. */
export function zoomed(
  { scale, left }: Zoom,
  factor: number,
  x: number,
  frames: number,
  width: number,
): Zoom {
  const next = bounded(scale * factor, frames, width);
  const frame = (left + x) / scale;
  return { scale: next, left: Math.max(0, frame * next - x) };
}

/** Where to scroll to, so that these frames are seen: nowhere where they are. */
export function revealing(
  { scale, left }: Zoom,
  from: number,
  to: number,
  width: number,
): number | null {
  const [start, end] = [from * scale, to * scale];
  const room = Math.min(96, width / 8);
  if (start >= left && end <= left + width) return null;
  if (end - start > width - 2 * room || start < left) return Math.max(0, start - room);
  return end - width + room;
}

/** What is drawn: the window with some room on both sides, in steps, so that it seldom changes. */
export function drawn(left: number, width: number): { from: number; to: number } {
  const step = 400;
  const from = Math.max(0, Math.floor(left / step) - 2) * step;
  return { from, to: Math.ceil((left + width) / step) * step + 2 * step };
}
