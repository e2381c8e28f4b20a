import type { Action } from "@/actions/registry";
import type { WholeScene } from "@/graphql/project";
import { onRail } from "./here";
import type { BoardModel } from "./use-board";

/** What can be done with a scene: the one that was touched last, else the one in view. */
export function sceneActions(board: BoardModel): Action[] {
  const { edits, held, meant, setNaming } = board.scenes;
  const { scenes } = board.data;
  const at = scenes.findIndex((scene) => scene.id === held);
  const none = scenes.length > 0 ? null : "There is no scene yet";
  const withScene = (act: (scene: WholeScene) => void) => () => {
    const scene = meant();
    if (scene) act(scene);
  };
  const move = (by: -1 | 1) =>
    withScene((scene) => void edits.move(scene.id, scenes.indexOf(scene) + by));
  const moves: Action[] = [
    {
      id: "board.sceneEarlier",
      label: "Move scene up",
      group: "Edit",
      blocked: none ?? (at === 0 ? "It is the first scene" : null),
      run: move(-1),
    },
    {
      id: "board.sceneLater",
      label: "Move scene down",
      group: "Edit",
      blocked: none ?? (at === scenes.length - 1 ? "It is the last scene" : null),
      run: move(1),
    },
  ];
  return [
    ...moves,
    ...moves.map((action, index) =>
      onRail({
        ...action,
        id: `${action.id}.key`,
        keys: index === 0 ? "Alt+ArrowUp" : "Alt+ArrowDown",
        hidden: true,
      }),
    ),
    {
      id: "board.generateScene",
      label: "Generate scene",
      group: "Generate",
      blocked: none ?? (scenes[at]?.clips.length === 0 ? "The scene has no shots" : null),
      run: withScene((scene) => board.acts.generate({ sceneId: scene.id })),
    },
    {
      id: "board.sceneAdd",
      label: "Add a scene",
      group: "Edit",
      keys: "Shift+S",
      run: () => edits.add(meant()?.id ?? null),
    },
    {
      id: "board.sceneRename",
      label: "Rename scene",
      group: "Edit",
      blocked: none,
      run: withScene((scene) => setNaming(scene.id)),
    },
    {
      id: "board.sceneDuplicate",
      label: "Duplicate scene",
      group: "Edit",
      blocked: none,
      run: withScene((scene) => edits.duplicate(scene.id)),
    },
    {
      id: "board.sceneDelete",
      label: "Delete scene",
      group: "Edit",
      blocked: none,
      run: withScene(edits.erase),
    },
  ];
}
