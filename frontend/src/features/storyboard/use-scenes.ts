import { useState } from "react";
import { useStable } from "@/ui/use-stable";
import type { InView } from "./in-view";
import { orderOf } from "./order";
import type { BoardData } from "./use-data";
import type { RailDrop } from "./use-drop";
import { useSceneEdits } from "./use-scene-edits";

type Options = {
  projectId: string;
  data: BoardData;
  inView: InView;
  goTo: (sceneId: string) => void;
};

/** The scenes as the rail handles them: which one is meant, which one is being named. */
export function useScenes({ projectId, data, inView, goTo }: Options) {
  const { scenes, views, place, ordering } = data;
  const [naming, setNaming] = useState<string | null>(null);
  const [held, hold] = useState<string | null>(null);
  const own = useStable({
    reach: goTo,
    made: (id: string) => {
      hold(id);
      requestAnimationFrame(() => go(id));
    },
  });
  const edits = useSceneEdits(projectId, ordering, own.made);
  /** The scene that was touched last, else the one in view. */
  const meant = () =>
    scenes.find((scene) => scene.id === held) ?? scenes.find((scene) => scene.id === inView.get());

  function go(id: string): void {
    hold(id);
    if (views.some((view) => view.id === id)) {
      goTo(id);
      place.change({ scene: id });
      return;
    }
    place.change({ scene: id, q: undefined, show: undefined });
    setTimeout(() => own.reach(id));
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
  return { edits, meant, held, hold, naming, setNaming, go, name, drop };
}
