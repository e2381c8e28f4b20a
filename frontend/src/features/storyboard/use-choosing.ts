import { clear, only, reach, toggle, widen } from "@/editor/selection";
import type { BoardProps, Press } from "./board-acts";
import { neighbour, type Way } from "./layout";
import type { BoardData } from "./use-data";
import type { useSelection } from "./use-selection";

type Options = {
  props: BoardProps;
  data: BoardData;
  chosen: ReturnType<typeof useSelection>;
  reveal: (clipId: string) => void;
};

/** Choosing shots by pointer and by keys. */
export function useChoosing({ props, data, chosen, reveal }: Options) {
  const { shown, rows, views } = data;
  const { selection, select, want, inspect } = chosen;
  const inspecting = props.inspectedId !== null;

  /** The chosen shots in film order; else the one that has the keyboard. */
  function ids(): string[] {
    if (selection.ids.size > 0) return shown.filter((id) => selection.ids.has(id));
    return selection.active ? [selection.active] : [];
  }
  function walk(way: Way, extend: boolean): void {
    const to = neighbour(rows, selection.active, way);
    if (!to) return;
    select(extend ? reach(selection, to, shown) : only(to));
    reveal(to);
    want(to);
    if (!extend && inspecting) inspect(to);
  }
  function release(): void {
    if (selection.ids.size > 1 && selection.active) {
      select(only(selection.active));
      return;
    }
    select(clear(selection));
    if (inspecting) inspect(null);
  }
  function selectAll(): void {
    const at = selection.active ?? shown[0];
    const view = views.find((one) => one.clips.some(({ id }) => id === at));
    select(widen(selection, view?.clips.map(({ id }) => id) ?? [], shown));
  }
  function press(id: string, { range, toggle: one }: Press): void {
    select(range ? reach(selection, id, shown) : one ? toggle(selection, id) : only(id));
    if (!range && !one) inspect(id);
  }
  function hold(id: string): void {
    if (selection.active !== id) select({ ...selection, active: id });
  }
  function grasp(id: string): void {
    select(selection.ids.has(id) ? { ...selection, active: id } : only(id));
  }
  return { ids, walk, release, selectAll, press, hold, grasp };
}
