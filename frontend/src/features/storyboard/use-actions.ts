import type { RefObject } from "react";
import { type Action, useActions } from "@/actions/registry";
import { here } from "./here";
import type { Way } from "./layout";
import { sceneActions } from "./scene-actions";
import type { BoardModel } from "./use-board";
import { failureOf, shots } from "./words";

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
  const chosen = new Set(ids);
  const failed = board.data.clips.flatMap((clip) =>
    chosen.has(clip.id) ? (failureOf(clip)?.id ?? []) : [],
  );
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
      id: "board.retry",
      label: "Try failed renders again",
      group: "Generate",
      keys: "r",
      blocked: none ?? (failed.length === 0 ? "None of these has failed" : null),
      run: () => failed.forEach(acts.retry),
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
