/** How one shot becomes the next, as what is to be seen at a frame. */
import { begunBy, type Schedule, type Shot, shotAt } from "./schedule";

export type TransitionKind = "CUT" | "DISSOLVE" | "FADE" | "WIPE";
type Turning = { transitionKind: TransitionKind; transitionFrames: number };

/** A shot on the screen, from below to above. Opacity and how much of its width is uncovered: 0 to 1. */
export type Layer<Clip> = { shot: Shot<Clip>; opacity: number; width: number };

/** Where a transition into a shot begins and ends; the smaller half lies ahead of the cut. */
export function turnOf(shot: Shot<Turning>): { from: number; to: number } {
  const { transitionKind: kind, transitionFrames: frames } = shot.clip;
  const length = kind === "CUT" ? 0 : frames;
  const from = shot.start - Math.floor(length / 2);
  return { from, to: from + length };
}

/** The shot that comes out of another at this frame. */
function turningAt<Clip extends Turning>(
  { shots }: Schedule<Clip>,
  frame: number,
  seen: Shot<Clip> | undefined,
): Shot<Clip> | null {
  const next = shots[begunBy(shots, frame)];
  for (const shot of [seen, next]) {
    if (!shot) continue;
    const { from, to } = turnOf(shot);
    if (from <= frame && frame < to) return shot;
  }
  return null;
}

/** What is seen at a frame: one shot, none in a gap, two while one becomes the other. */
export function layersAt<Clip extends Turning>(
  schedule: Schedule<Clip>,
  frame: number,
): Layer<Clip>[] {
  const seen = schedule.shots[shotAt(schedule, frame)];
  const coming = turningAt(schedule, frame, seen);
  if (!coming) return seen ? [{ shot: seen, opacity: 1, width: 1 }] : [];
  const { from, to } = turnOf(coming);
  const part = (frame - from + 0.5) / (to - from);
  const left = schedule.shots[shotAt(schedule, coming.start - 1)];
  const going = left && left !== coming ? left : undefined;
  return turned(coming.clip.transitionKind, part, going, coming);
}

function turned<Clip>(
  kind: TransitionKind,
  part: number,
  going: Shot<Clip> | undefined,
  coming: Shot<Clip>,
): Layer<Clip>[] {
  const whole = (shot: Shot<Clip>, opacity: number, width = 1) => ({ shot, opacity, width });
  if (kind === "FADE") {
    if (part >= 0.5) return [whole(coming, 2 * part - 1)];
    return going ? [whole(going, 1 - 2 * part)] : [];
  }
  const below = going ? [whole(going, 1)] : [];
  return [...below, kind === "WIPE" ? whole(coming, 1, part) : whole(coming, part)];
}
