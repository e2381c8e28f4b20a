/** Which shots are chosen, and from where a range reaches. */

export type Selection = {
  ids: ReadonlySet<string>;
  /** Where a range begins. */
  anchor: string | null;
  /** The shot that has the keyboard. */
  active: string | null;
};

export const NONE: Selection = { ids: new Set(), anchor: null, active: null };

export function only(id: string): Selection {
  return { ids: new Set([id]), anchor: id, active: id };
}

export function toggle(selection: Selection, id: string): Selection {
  const ids = new Set(selection.ids);
  if (!ids.delete(id)) ids.add(id);
  return { ids, anchor: id, active: id };
}

/** All from the anchor to `id` in the order that is shown. */
export function reach(selection: Selection, id: string, shown: readonly string[]): Selection {
  const from = selection.anchor === null ? -1 : shown.indexOf(selection.anchor);
  const to = shown.indexOf(id);
  if (from < 0 || to < 0) return only(id);
  const ids = new Set(shown.slice(Math.min(from, to), Math.max(from, to) + 1));
  return { ids, anchor: selection.anchor, active: id };
}

export function these(ids: readonly string[], active: string | null = null): Selection {
  const first = ids[0] ?? null;
  return { ids: new Set(ids), anchor: first, active: active ?? first };
}

/** All of the scene and, once those are chosen, all there are. */
export function widen(
  selection: Selection,
  scene: readonly string[],
  shown: readonly string[],
): Selection {
  const whole = scene.length > 0 && scene.every((id) => selection.ids.has(id));
  const ids = whole || scene.length === 0 ? shown : scene;
  return { ...these(ids), active: selection.active ?? ids[0] ?? null };
}

/** Chosen no more, but the keyboard stays where it was. */
export function clear(selection: Selection): Selection {
  return selection.ids.size === 0 ? selection : { ...NONE, active: selection.active };
}

/** Without what is gone; the same object if nothing is. */
export function keep(selection: Selection, shown: ReadonlySet<string>): Selection {
  const gone = (id: string | null) => id !== null && !shown.has(id);
  const lost = [...selection.ids].some((id) => !shown.has(id));
  if (!lost && !gone(selection.anchor) && !gone(selection.active)) return selection;
  return {
    ids: lost ? new Set([...selection.ids].filter((id) => shown.has(id))) : selection.ids,
    anchor: gone(selection.anchor) ? null : selection.anchor,
    active: gone(selection.active) ? null : selection.active,
  };
}

/**
 * Which shot is inspected once these are chosen: none if none was, the same if it is still chosen
 * or (while all that are chosen are `hidden`) there is no other, else the one with the keyboard.
 */
export function lead(selection: Selection, inspected: string | null, hidden: boolean) {
  const { ids, active } = selection;
  if (inspected === null || ids.has(inspected)) return inspected;
  if (ids.size === 0) return hidden ? inspected : null;
  return active !== null && ids.has(active) ? active : ([...ids][0] ?? null);
}
