import type { InView } from "./in-view";
import { numberAfter } from "./numbers";
import type { Place } from "./order";
import type { BoardData } from "./use-data";
import { sceneOf } from "./view";

type Options = {
  data: BoardData;
  /** The shot that has the keyboard. */
  active: string | null;
  inView: InView;
  add: (place: Place, number: string) => void;
};

/** Where a new shot goes, and what number it gets. */
export function useAdding({ data, active, inView, add }: Options) {
  const { scenes, clips } = data;

  function addAt(sceneId: string, at: number): void {
    const rank = scenes.findIndex((scene) => scene.id === sceneId);
    const scene = scenes[rank];
    const behind = scene?.clips[at - 1]?.number;
    const last = at === scene?.clips.length;
    const free = numberAfter(
      (last ? null : behind) ?? String(rank + 1),
      clips.map((clip) => clip.number),
    );
    add({ sceneId, before: scene?.clips[at]?.id ?? null }, free);
  }
  function addShot(sceneId: string): void {
    addAt(sceneId, scenes.find((scene) => scene.id === sceneId)?.clips.length ?? 0);
  }
  /** Beside the shot that has the keyboard, else at the end of the scene in view. */
  function addBeside(side: "before" | "after"): void {
    const own = sceneOf(scenes, active);
    const scene = own ?? scenes.find((one) => one.id === inView.get()) ?? scenes.at(-1);
    if (!scene) return;
    const at = scene.clips.findIndex((clip) => clip.id === active);
    if (at < 0) addShot(scene.id);
    else addAt(scene.id, side === "after" ? at + 1 : at);
  }
  return { addShot, addBeside };
}
