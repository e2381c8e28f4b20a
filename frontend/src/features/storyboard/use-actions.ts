import type { RefObject } from "react";
import { type Action, useActions } from "@/actions/registry";
import { generateWords } from "@/graphql/last-kind";
import { failureOf } from "@/graphql/renders";
import { staleTarget, useStale } from "@/graphql/stale";
import { plural } from "@/ui/words";
import { here } from "./here";
import type { Way } from "./layout";
import { downloading, lockingActions, pickingActions } from "./picking-actions";
import { sceneActions } from "./scene-actions";
import type { BoardModel } from "./use-board";

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
  const stale = useStale();
  useActions([
    ...movement(board),
    ...adding(board),
    ...deleting(board),
    ...moving(board),
    ...choosing(board),
    ...generating(board),
    updating(board, stale),
    ...pickingActions(board),
    downloading(board),
    ...lockingActions(board),
    ...sceneActions(board),
    ...looking(board),
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
      run: () => board.shots.choosing.walk(way, false),
    }),
    here({
      id: `board.extend.${way}`,
      label: `${label}, and choose up to it`,
      group: "View",
      keys: `Shift+${keys}`,
      hidden: true,
      run: () => board.shots.choosing.walk(way, true),
    }),
  ]);
}

/** What is said of the chosen shots: which, how they are called, and why nothing can be done. */
function meant(board: BoardModel) {
  const ids = board.shots.choosing.ids();
  return {
    ids,
    what: ids.length > 1 ? plural(ids.length, "shot") : "shot",
    none: ids.length === 0 ? "Choose a shot first" : null,
  };
}

function adding(board: BoardModel): Action[] {
  const { what, none } = meant(board);
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
      run: () => board.shots.edits.duplicate(meant(board).ids),
    },
  ];
}

function deleting(board: BoardModel): Action[] {
  const { what, none } = meant(board);
  const erase: Action = {
    id: "board.delete",
    label: `Delete ${what}`,
    group: "Edit",
    blocked: none,
    run: () => board.shots.edits.erase(meant(board).ids),
  };
  const byKey = (keys: string) =>
    here({ ...erase, id: `board.delete.${keys}`, keys, hidden: true });
  return [erase, byKey("Delete"), byKey("Backspace")];
}

function moving(board: BoardModel): Action[] {
  const { what, none } = meant(board);
  const move = (id: string, way: string, keys: string, by: -1 | 1) =>
    here({
      id,
      label: `Move ${what} ${way}`,
      group: "Edit",
      keys,
      blocked: none,
      run: () => board.shots.step(by),
    });
  return [
    move("board.earlier", "earlier", "Alt+ArrowLeft", -1),
    move("board.later", "later", "Alt+ArrowRight", 1),
  ];
}

function choosing({ shots, selection }: BoardModel): Action[] {
  return [
    {
      id: "board.all",
      label: "Choose all of the scene, then of the project",
      group: "Edit",
      keys: "$mod+a",
      run: shots.choosing.selectAll,
    },
    {
      id: "board.clear",
      label: "Choose nothing",
      group: "Edit",
      keys: "Escape",
      blocked: selection.ids.size === 0 ? "Nothing is chosen" : null,
      run: shots.choosing.release,
    },
  ];
}

function generating(board: BoardModel): Action[] {
  const { ids, none } = meant(board);
  const what = ids.length > 1 ? ` ${plural(ids.length, "shot")}` : "";
  const generate: Action = {
    id: "board.generate",
    label: generateWords(board.what, ids.length),
    group: "Generate",
    keys: "g",
    blocked: none,
    price: () => ({ now: { clipIds: meant(board).ids } }),
    run: () => board.acts.generate({ clipIds: meant(board).ids }),
  };
  return [
    generate,
    { ...generate, id: "board.generate.now", keys: "$mod+Enter", hidden: true },
    {
      id: "board.generateWith",
      label: `Generate${what} with options…`,
      group: "Generate",
      keys: "Shift+G",
      blocked: none,
      price: () => ({ asking: { clipIds: meant(board).ids } }),
      run: () => board.acts.generateWith({ clipIds: meant(board).ids }),
    },
    retrying(board),
    {
      id: "board.generateAll",
      label: "Generate all shots…",
      group: "Generate",
      blocked: board.data.clips.length === 0 ? "No shots yet" : null,
      price: () => ({ asking: { projectId: board.props.projectId } }),
      run: () => board.acts.generateWith({ projectId: board.props.projectId }),
    },
  ];
}

/** What was made of other things than there are now, asked how and for how much. */
function updating({ acts }: BoardModel, stale: ReadonlySet<string>): Action {
  return {
    id: "board.updateStale",
    label:
      stale.size === 1
        ? "Update 1 shot out of date…"
        : `Update ${stale.size.toLocaleString("en")} shots out of date…`,
    group: "Generate",
    keys: "u",
    blocked: stale.size === 0 ? "No shot is out of date" : null,
    price: () => ({ asking: staleTarget(stale) }),
    run: () => acts.generateWith(staleTarget(stale)),
  };
}

function retrying(board: BoardModel): Action {
  const { ids, none } = meant(board);
  const chosen = new Set(ids);
  const failed = board.data.clips.flatMap((clip) =>
    chosen.has(clip.id) ? (failureOf(clip.jobs)?.id ?? []) : [],
  );
  return {
    id: "board.retry",
    label: "Try failed renders again",
    group: "Generate",
    keys: "r",
    blocked: none ?? (failed.length === 0 ? "None of these has failed" : null),
    price: () =>
      failed.length === 1 && failed[0] ? { again: failed[0] } : { againAll: { jobIds: failed } },
    run: () => board.acts.retry(failed),
  };
}

/** For the shot that has the keyboard. */
function looking({ entry, acts, props }: BoardModel): Action[] {
  const blocked = entry ? null : "There are no shots";
  const on = (act: (clipId: string) => void) => () => {
    if (entry) act(entry);
  };
  return [
    here({
      id: "board.open",
      label: "Open the picture",
      group: "View",
      keys: "Enter",
      blocked,
      run: on(acts.open),
    }),
    here({
      id: "board.preview",
      label: "Play the shot",
      group: "View",
      keys: "Space",
      blocked,
      run: on(acts.preview),
    }),
    {
      id: "board.present",
      label: "Present from this shot",
      group: "Go to",
      keys: "Shift+P",
      blocked,
      run: on(props.onPresent),
    },
  ];
}

function viewing({ data }: BoardModel, { filter, onRail }: Extras): Action[] {
  const size = (id: string, keys: string, by: -1 | 1, hidden = false): Action => ({
    id,
    label: by > 0 ? "Larger pictures" : "Smaller pictures",
    group: "View",
    keys,
    hidden,
    run: () => data.resize(data.size + by),
  });
  return [
    {
      id: "board.filter",
      label: "Filter shots",
      group: "View",
      keys: "/",
      run: () => filter.current?.focus(),
    },
    { id: "board.rail", label: "Show or hide the scenes", group: "View", keys: "[", run: onRail },
    size("board.larger", "=", 1),
    size("board.larger.plus", "Shift++", 1, true),
    size("board.larger.key", "+", 1, true),
    size("board.smaller", "-", -1),
  ];
}
