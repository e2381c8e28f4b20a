/** The film as frames: which shot is on the screen when. */
import type { WholeProject } from "@/graphql/project";

type Clip = WholeProject["scenes"][number]["clips"][number];

export type Shot = { clip: Clip; scene: string; start: number; end: number };
export type Schedule = { shots: readonly Shot[]; frames: number };

/** Scenes one after another, each as long as its last shot's end. Times in frames. */
export function scheduleOf(project: Pick<WholeProject, "scenes">): Schedule {
  const shots: Shot[] = [];
  let begin = 0;
  for (const scene of project.scenes) {
    let length = 0;
    const clips = scene.clips.toSorted((a, b) => a.startFrame - b.startFrame);
    for (const clip of clips) {
      const end = clip.startFrame + clip.durationFrames;
      shots.push({ clip, scene: scene.name, start: begin + clip.startFrame, end: begin + end });
      length = Math.max(length, end);
    }
    begin += length;
  }
  return { shots, frames: begin };
}

/** The shot on the screen at a frame: of several that overlap the one that began last; -1 in a gap. */
export function shotAt({ shots }: Schedule, frame: number): number {
  let low = 0;
  let high = shots.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((shots[middle]?.start ?? 0) <= frame) low = middle + 1;
    else high = middle;
  }
  for (let index = low - 1; index >= 0; index -= 1) {
    const shot = shots[index];
    if (shot && frame < shot.end) return index;
    if (shot && shot.start < (shots[low - 1]?.start ?? 0)) break;
  }
  return -1;
}

/** Where the next or previous shot begins, seen from a frame. */
export function edgeFrom({ shots, frames }: Schedule, frame: number, way: 1 | -1): number {
  const edges = shots.map((shot) => shot.start);
  if (way > 0) return edges.find((edge) => edge > frame) ?? Math.max(0, frames - 1);
  // A little into a shot, "back" means its beginning, as with any player.
  return edges.findLast((edge) => edge < frame - 6) ?? 0;
}
