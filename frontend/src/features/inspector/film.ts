/** The project as the inspector leafs through it. */
import type { Job } from "@/graphql/entities";
import type { WholeProject, WholeScene } from "@/graphql/project";
import { renderOf } from "@/graphql/renders";

export type SceneClip = WholeScene["clips"][number];
export type Found = {
  clip: SceneClip;
  scene: WholeScene;
  previousId: string | null;
  nextId: string | null;
};

/** A clip with its neighbours in film order, over the edges of scenes. */
export function findClip(project: WholeProject, clipId: string): Found | null {
  const film = project.scenes.flatMap((scene) => scene.clips.map((clip) => ({ clip, scene })));
  const at = film.findIndex(({ clip }) => clip.id === clipId);
  const here = film[at];
  if (!here) return null;
  return {
    ...here,
    previousId: film[at - 1]?.clip.id ?? null,
    nextId: film[at + 1]?.clip.id ?? null,
  };
}

/** The clips of these ids in film order, whatever the order of the ids. */
export function chosenClips(project: WholeProject, ids: readonly string[]): SceneClip[] {
  const wanted = new Set(ids);
  return project.scenes.flatMap((scene) => scene.clips.filter((clip) => wanted.has(clip.id)));
}

/** Whether no frame lies between the clips of a scene, so that a new length moves the rest. */
export function isEndToEnd(
  clips: readonly Pick<SceneClip, "startFrame" | "durationFrames">[],
): boolean {
  let end = 0;
  return clips.every((clip) => {
    const follows = clip.startFrame === end;
    end = clip.startFrame + clip.durationFrames;
    return follows;
  });
}

/** The value that all share; undefined if they differ. */
export function common<Item, Value>(
  items: readonly Item[],
  of: (item: Item) => Value,
): Value | undefined {
  const [first, ...rest] = items.map(of);
  return rest.every((value) => value === first) ? first : undefined;
}

/** Of a clip's renders, newest first, the one to tell of: the furthest under way, else the last. */
export function toldRender(jobs: readonly Job[]): Job | null {
  return renderOf(jobs) ?? jobs[0] ?? null;
}
