import { run, useRegistered } from "@/actions/registry";
import type { MenuItem } from "@/ui/menu";

const SHOT = [
  "board.generate",
  "board.generateWith",
  "board.retry",
  "|",
  "board.open",
  "board.present",
  "|",
  "board.add",
  "board.addBefore",
  "board.duplicate",
  "board.delete",
];
const SCENE = [
  "board.generateScene",
  "|",
  "board.sceneRename",
  "board.sceneAdd",
  "board.sceneDuplicate",
  "board.sceneEarlier",
  "board.sceneLater",
  "board.sceneDelete",
];
const DANGER = new Set(["board.delete", "board.sceneDelete"]);

/** Entries of the action list, as a menu; "|" is a line. */
function useMenu(ids: readonly string[]): MenuItem[] {
  const actions = useRegistered();
  return ids.flatMap((id, at): MenuItem[] => {
    if (id === "|") return [{ id: `line ${at}`, separator: true }];
    const action = actions.find((one) => one.id === id);
    if (!action) return [];
    return [
      {
        id,
        label: action.label,
        keys: action.keys,
        danger: DANGER.has(id),
        disabled: Boolean(action.blocked),
        onSelect: () => run(action),
      },
    ];
  });
}

export function useShotMenu(): MenuItem[] {
  return useMenu(SHOT);
}

export function useSceneMenu(): MenuItem[] {
  return useMenu(SCENE);
}
