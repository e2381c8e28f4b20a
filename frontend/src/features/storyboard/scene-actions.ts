import type { Action } from "@/actions/registry";
import { lastKind } from "@/graphql/last-kind";
import { newestOf } from "@/graphql/picking";
import type { WholeScene } from "@/graphql/project";
import { onRail } from "./here";
import type { BoardModel } from "./use-board";
import { NO_NEW, wantedOfScene } from "./words";

/** What can be done with a scene: the one that was touched last, else the one in view. */
export function sceneActions(board: BoardModel): Action[] {
  const { edits, meant, setNaming } = board.scenes;
  const { on, none, scene } = touched(board);
  return [
    ...moves(board),
    {
      id: "board.generateScene",
      label: "Generate scene",
      group: "Generate",
      blocked: none ?? (scene?.clips.length === 0 ? "The scene has no shots" : null),
      price() {
        const one = meant();
        return one ? wantedOfScene(one, lastKind.get()) : null;
      },
      run: on(({ id }) => board.acts.generateScene(id)),
    },
    {
      id: "board.pickNewestOfScene",
      label: "Pick the newest takes of the scene",
      group: "Takes",
      blocked: none ?? (scene && newestOf(scene.clips).length === 0 ? NO_NEW : null),
      run: on(({ clips }) => board.shots.pickNewest(clips)),
    },
    {
      id: "board.sceneAdd",
      label: "Add a scene",
      group: "Edit",
      keys: "Shift+S",
      run: () => edits.add(meant()?.id ?? null),
    },
    ...(
      [
        ["board.sceneRename", "Rename scene", ({ id }) => setNaming(id)],
        ["board.sceneDuplicate", "Duplicate scene", ({ id }) => edits.duplicate(id)],
        ["board.sceneDelete", "Delete scene", edits.erase],
      ] satisfies [string, string, (scene: WholeScene) => void][]
    ).map(
      ([id, label, act]): Action => ({ id, label, group: "Edit", blocked: none, run: on(act) }),
    ),
  ];
}

function touched({ scenes: { held, meant }, data: { scenes } }: BoardModel) {
  return {
    scene: scenes.find((scene) => scene.id === held),
    none: scenes.length > 0 ? null : "There is no scene yet",
    on: (act: (scene: WholeScene) => void) => () => {
      const scene = meant();
      if (scene) act(scene);
    },
  };
}

/** One place up or down, from the palette and by keys of the rail. */
function moves(board: BoardModel): Action[] {
  const { scenes } = board.data;
  const { scene, none, on } = touched(board);
  const move = (by: -1 | 1) =>
    on((one) => void board.scenes.edits.move(one.id, scenes.indexOf(one) + by));
  const up: Action = {
    id: "board.sceneEarlier",
    label: "Move scene up",
    group: "Edit",
    blocked: none ?? (scene && scene === scenes[0] ? "It is the first scene" : null),
    run: move(-1),
  };
  const down: Action = {
    id: "board.sceneLater",
    label: "Move scene down",
    group: "Edit",
    blocked: none ?? (scene && scene === scenes.at(-1) ? "It is the last scene" : null),
    run: move(1),
  };
  const byKey = (action: Action, keys: string) =>
    onRail({ ...action, id: `${action.id}.key`, keys, hidden: true });
  return [up, down, byKey(up, "Alt+ArrowUp"), byKey(down, "Alt+ArrowDown")];
}
