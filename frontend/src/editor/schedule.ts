/** The film as frames: which shot is on the screen when. */
import { sceneFrames } from "./time";

type Placed = { startFrame: number; durationFrames: number };
type SceneOf<Clip> = { id: string; name: string; clips: readonly Clip[] };

/** A clip in the film. `end` is the frame behind its last; `lane` 0 is the lowest, the highest is seen. */
export type Shot<Clip> = {
  clip: Clip;
  scene: string;
  sceneId: string;
  start: number;
  end: number;
  lane: number;
};
/** A scene in the film. */
export type Stretch = { id: string; name: string; start: number; end: number };
export type Schedule<Clip> = {
  /** By their starts. */
  shots: readonly Shot<Clip>[];
  scenes: readonly Stretch[];
  frames: number;
  lanes: number;
  /** The longest shot, in frames. */
  longest: number;
};

/** Scenes one after another, each as long as its last shot's end. Times in frames. */
export function scheduleOf<Clip extends Placed>(film: {
  scenes: readonly SceneOf<Clip>[];
}): Schedule<Clip> {
  const shots: Shot<Clip>[] = [];
  const scenes: Stretch[] = [];
  let begin = 0;
  for (const { id, name, clips } of film.scenes) {
    /** Where each lane is free again. */
    const lanes: number[] = [];
    for (const clip of clips.toSorted((a, b) => a.startFrame - b.startFrame)) {
      const end = clip.startFrame + clip.durationFrames;
      const free = lanes.findIndex((until) => until <= clip.startFrame);
      const lane = free < 0 ? lanes.length : free;
      lanes[lane] = end;
      const placed = { start: begin + clip.startFrame, end: begin + end, lane };
      shots.push({ clip, scene: name, sceneId: id, ...placed });
    }
    const end = begin + sceneFrames(clips);
    scenes.push({ id, name, start: begin, end });
    begin = end;
  }
  const lanes = shots.reduce((most, shot) => Math.max(most, shot.lane + 1), 1);
  const longest = shots.reduce((most, shot) => Math.max(most, shot.end - shot.start), 0);
  return { shots, scenes, frames: begin, lanes, longest };
}

/** How many of these, which stand by their starts, begin at `frame` or before. */
export function begunBy(list: readonly { start: number }[], frame: number): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((list[middle]?.start ?? 0) <= frame) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The shot on the screen at a frame: of several the one on the highest lane; -1 in a gap. */
export function shotAt<Clip>({ shots, longest }: Schedule<Clip>, frame: number): number {
  let found = -1;
  for (let index = begunBy(shots, frame) - 1; index >= 0; index -= 1) {
    const shot = shots[index];
    if (!shot || shot.start <= frame - longest) break;
    if (frame < shot.end && shot.lane > (shots[found]?.lane ?? -1)) found = index;
  }
  return found;
}

/** Where the next or previous shot begins, seen from a frame. */
export function edgeFrom<Clip>(
  { shots, frames }: Schedule<Clip>,
  frame: number,
  way: 1 | -1,
): number {
  const edges = shots.map((shot) => shot.start);
  if (way > 0) return edges.find((edge) => edge > frame) ?? Math.max(0, frames - 1);
  // A little into a shot, "back" means its beginning, as with any player.
  return edges.findLast((edge) => edge < frame - 6) ?? 0;
}
