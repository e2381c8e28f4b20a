/** The board's data as its parts show it. */
import type { Clip } from "@/graphql/entities";
import type { WholeScene } from "@/graphql/project";
import { fits, type Show } from "./filter";

export type SceneView = {
  id: string;
  /** From 1. */
  number: number;
  scene: WholeScene;
  /** Those that pass the filter. */
  clips: readonly Clip[];
};

/** The scenes with the shots that are shown; while filtering, only scenes that have some. */
export function viewOf(scenes: readonly WholeScene[], text: string, show: Show): SceneView[] {
  const all = text.trim() === "" && show === "all";
  return scenes.flatMap((scene, at) => {
    const clips = all ? scene.clips : scene.clips.filter((clip) => fits(clip, text, show));
    return all || clips.length > 0 ? [{ id: scene.id, number: at + 1, scene, clips }] : [];
  });
}

export function sceneOf(
  scenes: readonly WholeScene[],
  clipId: string | null,
): WholeScene | undefined {
  return scenes.find((scene) => scene.clips.some((clip) => clip.id === clipId));
}
