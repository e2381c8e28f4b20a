import type { Action } from "@/actions/registry";

const ELSEWHERE = "The keyboard is elsewhere";

function within(action: Action, holds: () => boolean): Action {
  const blocked = action.blocked ?? null;
  return Object.defineProperty({ ...action }, "blocked", {
    enumerable: true,
    get: () => blocked ?? (holds() ? null : ELSEWHERE),
  });
}

/** Keys that belong to whatever has the focus: the board's only while it, or nothing, has it. */
export function here(action: Action): Action {
  return within(action, boardHasKeys);
}

/** Keys that mean a scene, while one of the rail has the focus. */
export function onRail(action: Action): Action {
  return within(action, () => document.activeElement?.closest("[data-rail]") != null);
}

function boardHasKeys(): boolean {
  const focus = document.activeElement;
  if (!focus || focus === document.body || focus.id === "main") return true;
  return focus.closest("[data-board]") !== null && focus.closest("button, a, input") === null;
}
