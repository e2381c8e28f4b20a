import { useActionMenu } from "@/actions/menu";
import type { MenuItem } from "@/ui/menu";

const SHOT = [
  "board.generate",
  "board.generateWith",
  "board.retry",
  "|",
  "board.pickNewest",
  "board.open",
  "board.download",
  "board.present",
  "|",
  "board.add",
  "board.addBefore",
  "board.duplicate",
  "board.lock",
  "board.delete",
];
const SCENE = [
  "board.generateScene",
  "board.pickNewestOfScene",
  "|",
  "board.sceneRename",
  "board.sceneAdd",
  "board.sceneDuplicate",
  "board.sceneEarlier",
  "board.sceneLater",
  "board.sceneDelete",
];
const DANGER = new Set(["board.delete", "board.sceneDelete"]);

export function useShotMenu(): MenuItem[] {
  return useActionMenu(SHOT, { danger: DANGER });
}

export function useSceneMenu(): MenuItem[] {
  return useActionMenu(SCENE, { danger: DANGER });
}
