import { useState } from "react";

type Target = { clipId: string } | { sceneId: string };

/** What the board's own menu is of: `grasp` and `hold` make it the one that is meant. */
export function useMenuTarget(grasp: (clipId: string) => void, hold: (sceneId: string) => void) {
  const [menuOn, setMenuOn] = useState<"shot" | "scene">("shot");
  function openMenu(target: Target) {
    if ("clipId" in target) grasp(target.clipId);
    else hold(target.sceneId);
    setMenuOn("clipId" in target ? "shot" : "scene");
  }
  return { menuOn, openMenu };
}
