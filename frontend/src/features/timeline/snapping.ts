/** Places that what is dragged comes to rest at. */

export type Stop = { frame: number; what: "edge" | "playhead" | "beat" };
/** By how many frames more it goes, and where it then stops. */
export type Snap = { by: number; stop: Stop };

/** Sorted, each frame once; the earlier of two at one frame gives it its name. */
export function stopsOf(stops: Iterable<Stop>): Stop[] {
  const found = new Map<number, Stop>();
  for (const stop of stops) if (!found.has(stop.frame)) found.set(stop.frame, stop);
  return [...found.values()].sort((a, b) => a.frame - b.frame);
}

/** The stop that is nearest to a frame. */
export function nearest(stops: readonly Stop[], frame: number): Stop | null {
  let low = 0;
  let high = stops.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((stops[middle]?.frame ?? 0) < frame) low = middle + 1;
    else high = middle;
  }
  const [before, behind] = [stops[low - 1], stops[low]];
  if (!before || !behind) return before ?? behind ?? null;
  return frame - before.frame <= behind.frame - frame ? before : behind;
}

/** How one of these frames, the first of equals, comes to a stop within reach. */
export function snapped(
  stops: readonly Stop[],
  frames: readonly number[],
  reach: number,
): Snap | null {
  let best: Snap | null = null;
  for (const frame of frames) {
    const stop = nearest(stops, frame);
    const by = stop ? stop.frame - frame : 0;
    if (!stop || Math.abs(by) > reach) continue;
    if (best === null || Math.abs(by) < Math.abs(best.by)) best = { by, stop };
  }
  return best;
}
