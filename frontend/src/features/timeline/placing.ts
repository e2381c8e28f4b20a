/** Where shots that are dragged would go. Frames of the film, unless said. */
import type { Film, FilmShot } from "./desk";

/** Between others: in front of `before`, or at the scene's end. */
export type Insertion = { sceneId: string; before: string | null; frame: number };

/** Between which shots a frame lies, those that are moved left out; null behind the film. */
export function insertionAt(
  film: Film,
  moved: ReadonlySet<string>,
  frame: number,
): Insertion | null {
  const at = Math.max(0, frame);
  const scene = film.scenes.find(({ end }) => at < end) ?? film.scenes.at(-1);
  if (!scene) return null;
  const rest = film.shots.filter((shot) => shot.sceneId === scene.id && !moved.has(shot.clip.id));
  const next = rest.find((shot) => at < (shot.start + shot.end) / 2);
  if (next) return { sceneId: scene.id, before: next.clip.id, frame: next.start };
  return { sceneId: scene.id, before: null, frame: rest.at(-1)?.end ?? scene.start };
}

/** Whether the shots already stand there, in their order. */
export function isThere(film: Film, moved: readonly FilmShot[], to: Insertion): boolean {
  const [first] = moved;
  if (!first || moved.some(({ sceneId }) => sceneId !== to.sceneId)) return false;
  const scene = film.shots.filter(({ sceneId }) => sceneId === to.sceneId);
  const at = scene.indexOf(first);
  if (moved.some((shot, nth) => scene[at + nth] !== shot)) return false;
  return (scene[at + moved.length]?.clip.id ?? null) === to.before;
}

/** Whether some shots, so many frames later and longer, would lie over others of their scenes. */
export function clashes(
  film: Film,
  moved: readonly FilmShot[],
  by: { start: number; length: number },
): boolean {
  const ids = new Set(moved.map(({ clip }) => clip.id));
  return moved.some(({ start, end, sceneId }) => {
    const [from, to] = [start + by.start, end + by.start + by.length];
    return film.shots.some(
      (shot) =>
        shot.sceneId === sceneId && !ids.has(shot.clip.id) && shot.start < to && shot.end > from,
    );
  });
}

/** How many frames before a shot no other of its scene stands in; those that it overlaps do not count. */
export function aheadOf({ shots }: Pick<Film, "shots">, shot: FilmShot): number {
  const begin = shot.start - shot.clip.startFrame;
  const ends = shots.map(({ sceneId, end }) =>
    sceneId === shot.sceneId && end <= shot.start ? end : begin,
  );
  return shot.start - Math.max(begin, ...ends);
}
