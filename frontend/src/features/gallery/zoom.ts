/** Looking closer: a scale and a shift of the picture within its frame. */
export type View = { scale: number; x: number; y: number };

export const FIT: View = { scale: 1, x: 0, y: 0 };
const MOST = 16;

/** Zooms by a factor, with the point of the frame (from its centre, in pixels) staying where it is. */
export function zoomed(view: View, factor: number, at = { x: 0, y: 0 }): View {
  const scale = Math.min(MOST, Math.max(1, view.scale * factor));
  if (scale === 1) return FIT;
  const ratio = scale / view.scale;
  return { scale, x: at.x - (at.x - view.x) * ratio, y: at.y - (at.y - view.y) * ratio };
}

/** Moves the picture, but never out of its frame. */
export function panned(
  view: View,
  dx: number,
  dy: number,
  frame: { width: number; height: number },
): View {
  const room = {
    x: ((view.scale - 1) * frame.width) / 2,
    y: ((view.scale - 1) * frame.height) / 2,
  };
  return {
    scale: view.scale,
    x: Math.min(room.x, Math.max(-room.x, view.x + dx)),
    y: Math.min(room.y, Math.max(-room.y, view.y + dy)),
  };
}
