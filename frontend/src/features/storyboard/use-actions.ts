import type { RefObject } from "react";
import { type Action, useActions } from "@/actions/registry";
import { boardHasKeys, railHasFocus } from "./focus";
import type { Way } from "./layout";
import type { BoardModel } from "./use-board";
import { shots } from "./words";

const ARROWS: [key: string, way: Way, words: string][] = [
  ["ArrowLeft", "left", "Shot before"],
  ["ArrowRight", "right", "Shot after"],
  ["ArrowUp", "up", "Shot above"],
  ["ArrowDown", "down", "Shot below"],
  ["Home", "home", "First shot"],
  ["End", "end", "Last shot"],
  ["PageUp", "pageUp", "A page up"],
  ["PageDown", "pageDown", "A page down"],
];

const ELSEWHERE = "The board has not the keyboard";

/** Keys that belong to whatever has the focus: the board's only while it has it. */
function here(action: Action): Action {
  const blocked = action.blocked ?? null;
  return Object.defineProperty({ ...action }, "blocked", {
    enumerable: true,
    get: () => blocked ?? (boardHasKeys() ? null : ELSEWHERE),
  });
}

type Extras = { filter: RefObject<HTMLInputElement | null>; onRail: () => void };

/** Everything one can do on the board, for keys, menus and the palette. */
export function useBoardActions(board: BoardModel, extras: Extras): void {
  useActions([
    ...movement(board),
    ...editing(board),
    ...generating(board),
    ...sceneActions(board),
    ...viewing(board, extras),
  ]);
}

function movement(board: BoardModel): Action[] {
  return ARROWS.flatMap(([keys, way, label]) => [
    here({
      id: `board.${way}`,
      label,
      group: "View",
      keys,
      hidden: true,
      run: () => board.shots.walk(way, false),
    }),
    here({
      id: `board.extend.${way}`,
      label: `${label}, and choose up to it`,
      group: "View",
      keys: `Shift+${keys}`,
      hidden: true,
      run: () => board.shots.walk(way, true),
    }),
  ]);
}

function editing(board: BoardModel): Action[] {
  const ids = board.shots.ids();
  const none = ids.length === 0 ? "Choose a shot first" : null;
  const what = ids.length > 1 ? shots(ids.length) : "shot";
  const erase = () => board.shots.edits.erase(board.shots.ids());
  return [
    {
      id: "board.add",
      label: "Add a shot after",
      group: "Edit",
      keys: "n",
      blocked: board.data.scenes.length === 0 ? "Add a scene first" : null,
      run: () => board.shots.addBeside("after"),
    },
    {
      id: "board.addBefore",
      label: "Add a shot before",
      group: "Edit",
      keys: "Shift+N",
      blocked: none,
      run: () => board.shots.addBeside("before"),
    },
    {
      id: "board.duplicate",
      label: `Duplicate ${what}`,
      group: "Edit",
      keys: "$mod+d",
      blocked: none,
      run: () => board.shots.edits.duplicate(board.shots.ids()),
    },
    { id: "board.delete", label: `Delete ${what}`, group: "Edit", blocked: none, run: erase },
    here({
      id: "board.delete.key",
      label: "Delete",
      group: "Edit",
      keys: "Delete",
      hidden: true,
      blocked: none,
      run: erase,
    }),
    here({
      id: "board.delete.back",
      label: "Delete",
      group: "Edit",
      keys: "Backspace",
      hidden: true,
      blocked: none,
      run: erase,
    }),
    here({
      id: "board.earlier",
      label: `Move ${what} earlier`,
      group: "Edit",
      keys: "Alt+ArrowLeft",
      blocked: none,
      run: () => board.shots.step(-1),
    }),
    here({
      id: "board.later",
      label: `Move ${what} later`,
      group: "Edit",
      keys: "Alt+ArrowRight",
      blocked: none,
      run: () => board.shots.step(1),
    }),
    {
      id: "board.all",
      label: "Choose all of the scene, then of the project",
      group: "Edit",
      keys: "$mod+a",
      run: board.shots.selectAll,
    },
    {
      id: "board.clear",
      label: "Choose nothing",
      group: "Edit",
      keys: "Escape",
      blocked: board.selection.ids.size === 0 ? "Nothing is chosen" : null,
      run: board.shots.release,
    },
  ];
}

function generating(board: BoardModel): Action[] {
  const ids = board.shots.ids();
  const none = ids.length === 0 ? "Choose a shot first" : null;
  const what = ids.length > 1 ? ` ${shots(ids.length)}` : "";
  const { acts } = board;
  const generate = () => acts.generate({ clipIds: board.shots.ids() });
  const empty = board.data.scenes.every((scene) => scene.clips.length === 0)
    ? "No shots yet"
    : null;
  return [
    {
      id: "board.generate",
      label: `Generate${what}`,
      group: "Generate",
      keys: "g",
      blocked: none,
      run: generate,
    },
    {
      id: "board.generate.now",
      label: "Generate what is chosen",
      group: "Generate",
      keys: "$mod+Enter",
      hidden: true,
      blocked: none,
      run: generate,
    },
    {
      id: "board.generateWith",
      label: `Generate${what} with options…`,
      group: "Generate",
      keys: "Shift+G",
      blocked: none,
      run: () => acts.generateWith({ clipIds: board.shots.ids() }),
    },
    {
      id: "board.generateAll",
      label: "Generate all shots…",
      group: "Generate",
      blocked: empty,
      run: () => acts.generateWith({ projectId: board.props.projectId }),
    },
  ];
}

function sceneActions(board: BoardModel): Action[] {
  const { meant: scene, edits, setNaming } = board.scenes;
  const { scenes } = board.data;
  const at = scene ? scenes.indexOf(scene) : -1;
  const none = scene ? null : "There is no scene yet";
  const move = (by: -1 | 1) => scene && edits.move(scene.id, at + by);
  const onRail = (action: Action): Action =>
    Object.defineProperty({ ...action }, "blocked", {
      enumerable: true,
      get: () => action.blocked ?? (railHasFocus() ? null : ELSEWHERE),
    });
  const moves: Action[] = [
    {
      id: "board.sceneEarlier",
      label: "Move scene up",
      group: "Edit",
      blocked: none ?? (at === 0 ? "It is the first scene" : null),
      run: () => move(-1),
    },
    {
      id: "board.sceneLater",
      label: "Move scene down",
      group: "Edit",
      blocked: none ?? (at === scenes.length - 1 ? "It is the last scene" : null),
      run: () => move(1),
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
      blocked: none ?? (scene?.clips.length === 0 ? "The scene has no shots" : null),
      run: () => scene && board.acts.generate({ sceneId: scene.id }),
    },
    {
      id: "board.sceneAdd",
      label: "Add a scene",
      group: "Edit",
      keys: "Shift+S",
      run: () => edits.add(scene?.id ?? null),
    },
    {
      id: "board.sceneRename",
      label: "Rename scene",
      group: "Edit",
      blocked: none,
      run: () => setNaming(scene?.id ?? null),
    },
    {
      id: "board.sceneDuplicate",
      label: "Duplicate scene",
      group: "Edit",
      blocked: none,
      run: () => scene && edits.duplicate(scene.id),
    },
    {
      id: "board.sceneDelete",
      label: "Delete scene",
      group: "Edit",
      blocked: none,
      run: () => scene && edits.erase(scene),
    },
  ];
}

function viewing(board: BoardModel, { filter, onRail }: Extras): Action[] {
  const active = board.entry;
  const none = active ? null : "There are no shots";
  const size = (id: string, label: string, keys: string, by: number, hidden = false): Action => ({
    id,
    label,
    group: "View",
    keys,
    hidden,
    run: () => board.data.resize(board.data.size + by),
  });
  return [
    here({
      id: "board.open",
      label: "Open the picture",
      group: "View",
      keys: "Enter",
      blocked: none,
      run: () => active && board.acts.open(active),
    }),
    here({
      id: "board.preview",
      label: "Play the shot",
      group: "View",
      keys: "Space",
      blocked: none,
      run: () => active && board.acts.preview(active),
    }),
    {
      id: "board.present",
      label: "Present from this shot",
      group: "Go to",
      keys: "Shift+P",
      blocked: none,
      run: () => active && board.props.onPresent(active),
    },
    {
      id: "board.filter",
      label: "Filter shots",
      group: "View",
      keys: "/",
      run: () => filter.current?.focus(),
    },
    { id: "board.rail", label: "Show or hide the scenes", group: "View", keys: "[", run: onRail },
    size("board.larger", "Larger pictures", "=", 1),
    size("board.larger.plus", "Larger pictures", "Shift++", 1, true),
    size("board.larger.key", "Larger pictures", "+", 1, true),
    size("board.smaller", "Smaller pictures", "-", -1),
  ];
}
