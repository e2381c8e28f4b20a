/** Everything a person can do right now: one list behind keys, palette, menus and buttons. */
import { useEffect, useLayoutEffect, useRef, useSyncExternalStore } from "react";
import type { Wanted } from "@/graphql/price-tag";

export type Group = "Go to" | "Edit" | "Generate" | "View" | "Playback" | "Takes" | "Help";

export type Action = {
  /** Unique; of two with the same id or keys the one registered last counts. */
  id: string;
  label: string;
  group: Group;
  /** In the manner of tinykeys: `$mod+k`, `g p`, `Shift+ArrowLeft`. */
  keys?: string;
  /** Why it cannot be done now; null or missing if it can. */
  blocked?: string | null;
  /** Left out of the palette: for arrows and such. */
  hidden?: boolean;
  /** Works while somebody types, and in dialogs, as well. */
  whileTyping?: boolean;
  /** Stands over modal layers as well. */
  everywhere?: boolean;
  /** What it would render now, for its price to be told where it is listed. */
  price?: () => Wanted | null;
  run: (event?: KeyboardEvent) => void;
};

type Layer = { actions: () => readonly Action[]; modal: boolean };

const layers: Layer[] = [];
const listeners = new Set<() => void>();
let snapshot: readonly Action[] = [];

function refresh(): void {
  const floor = layers.findLastIndex((layer) => layer.modal);
  const seen = new Set<string>();
  const found: Action[] = [];
  for (const [at, layer] of [...layers.entries()].reverse()) {
    for (const action of layer.actions()) {
      if (seen.has(action.id) || (at < floor && !action.everywhere)) continue;
      seen.add(action.id);
      found.push(action);
    }
  }
  snapshot = found;
  for (const listener of listeners) listener();
}

export const registry = {
  /** Adds a layer of actions; the answer takes it away. A modal layer hides those below it. */
  add(actions: () => readonly Action[], modal = false): () => void {
    const layer = { actions, modal };
    layers.push(layer);
    refresh();
    return () => {
      layers.splice(layers.indexOf(layer), 1);
      refresh();
    };
  },
  refresh,
  all: (): readonly Action[] => snapshot,
  find: (id: string): Action | undefined => snapshot.find((action) => action.id === id),
};

/** The action as its component would give it now: the list is told only of what is to be seen. */
function latest(action: Action): Action {
  for (const layer of layers.toReversed()) {
    const found = layer.actions().find(({ id }) => id === action.id);
    if (found) return found;
  }
  return action;
}

export function run(action: Action | undefined, event?: KeyboardEvent): void {
  const now = action && latest(action);
  if (now && !now.blocked) now.run(event);
}

/** What it would render if it was run now. */
export function wantedOf(action: Action): Wanted | null {
  return latest(action).price?.() ?? null;
}

/** The actions of a component, for as long as it stands. */
export function useActions(actions: readonly Action[], { modal = false } = {}): void {
  const latest = useRef(actions);
  useLayoutEffect(() => {
    latest.current = actions;
  });
  useEffect(() => registry.add(() => latest.current, modal), [modal]);
  const outline = actions.map(({ id, label, keys, blocked }) => [id, label, keys, blocked]).join();
  useEffect(() => {
    if (outline) registry.refresh();
  }, [outline]);
}

/** All actions that stand now, latest layer first. */
export function useRegistered(): readonly Action[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => snapshot,
  );
}
