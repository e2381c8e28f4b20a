import { useState } from "react";
import { orderOf } from "./order";
import type { BoardData } from "./use-data";
import type { RailDrop } from "./use-drag";
import { useSceneEdits } from "./use-scene-edits";
import { useStable } from "./use-stable";

type Options = {
  projectId: string;
  data: BoardData;
  inView: string | null;
  goTo: (sceneId: string) => void;
};

/** The scenes as the rail handles them: which one is meant, which one is being named. */
export function useScenes({ projectId, data, inView, goTo }: Options) {
  const { scenes, place, ordering } = data;
  const [naming, setNaming] = useState<string | null>(null);
  const [held, hold] = useState<string | null>(null);
  const own = useStable({
    made: (id: string) => {
      hold(id);
      requestAnimationFrame(() => go(id));
    },
  });
  const edits = useSceneEdits(projectId, ordering, own.made);
  const meant =
    scenes.find((scene) => scene.id === held) ?? scenes.find((scene) => scene.id === inView);

  function go(id: string): void {
    hold(id);
    goTo(id);
    place.change({ scene: id });
  }
  function name(id: string, text: string | null): void {
    setNaming(null);
    const scene = scenes.find((one) => one.id === id);
    if (scene && text !== null) edits.rename(scene, text);
  }
  function drop(id: string, { sceneId, after }: RailDrop): void {
    const rest = orderOf(scenes).filter((one) => one.sceneId !== id);
    const at = rest.findIndex((one) => one.sceneId === sceneId);
    if (at >= 0) edits.move(id, at + (after ? 1 : 0));
  }
  return { edits, meant, hold, naming, setNaming, go, name, drop };
}
