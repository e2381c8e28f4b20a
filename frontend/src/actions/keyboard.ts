/** Keys to actions. Single letters rest while somebody types, and can be turned off (WCAG 2.1.4). */
import { matchKeyBindingPress, parseKeybinding } from "tinykeys";
import { type Action, registry, run } from "./registry";

const OFF = "storycanvas.singleKeys";
const SEQUENCE_MS = 1_000;
/** Held down, only what moves or looks goes on; nothing is rendered or deleted twice. */
const MOVES = /Arrow|Page|^[.,+=-]$/;

export const singleKeys = {
  on: (): boolean => localStorage.getItem(OFF) !== "off",
  set: (on: boolean): void => localStorage.setItem(OFF, on ? "on" : "off"),
};

/** Whether a dialog is open, of those that `which` selects, though it may not have the focus yet. */
export function isCovered(which = ""): boolean {
  return document.querySelector(`[data-modal]${which}:not([data-state=closed])`) !== null;
}

/** In a field, or where there is a dialog: what is behind it rests too. */
function isTyping(event: KeyboardEvent): boolean {
  const target = event.target;
  if (isCovered()) return true;
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement) return true;
  if (target instanceof HTMLSelectElement) return true;
  return (
    target instanceof HTMLInputElement &&
    !/^(button|checkbox|radio|range|submit)$/.test(target.type)
  );
}

/** Space, Enter and the arrows belong to the control that has the focus, if it uses them. */
function isTaken(event: KeyboardEvent): boolean {
  const target = event.target;
  if (!(target instanceof HTMLElement) || event.ctrlKey || event.metaKey || event.altKey)
    return false;
  const control = target.closest("input[type=range], video");
  if (control && /^(Arrow|Page|Home$|End$| $)/.test(event.key)) return true;
  if (event.key === " " || event.key === "Enter") {
    return (
      target.closest("button, a, summary, [role=button], [role=menuitem], [role=option]") !== null
    );
  }
  return (
    event.key.startsWith("Arrow") &&
    target.closest(
      "[role=menu], [role=listbox], [role=tablist], [role=radiogroup], [role=slider]",
    ) !== null
  );
}

function isSingle(keys: string): boolean {
  return !/\$mod|Control|Meta|Alt/.test(keys) && /^(Shift\+)?[^\s]$|^\S \S$/.test(keys);
}

/** A sign such as `?` or `+` is meant as it is, however its keyboard makes it. */
function matches(event: KeyboardEvent, press: ReturnType<typeof parseKeybinding>[number]): boolean {
  const [modifiers, key] = press;
  if (modifiers.length === 0 && typeof key === "string" && /^[^\p{L}\p{N}]$/u.test(key)) {
    return event.key === key && !event.ctrlKey && !event.metaKey && !event.altKey;
  }
  return matchKeyBindingPress(event, press);
}

/** Listens until the answer is called. */
export function listen(target: Window = window): () => void {
  let pressed: Action[] = [];
  let depth = 0;
  let timer = 0;

  function forget() {
    pressed = [];
    depth = 0;
  }

  function onKey(event: KeyboardEvent) {
    if (event.defaultPrevented || event.isComposing || isTaken(event)) return;
    const typing = isTyping(event);
    const pool = depth > 0 ? pressed : registry.all();
    const hits = pool.filter((action) => {
      if (!action.keys || (typing && !action.whileTyping)) return false;
      if (isSingle(action.keys) && !singleKeys.on()) return false;
      const press = parseKeybinding(action.keys)[depth];
      return press !== undefined && matches(event, press);
    });
    clearTimeout(timer);
    const done = hits.find((action) => parseKeybinding(action.keys ?? "").length === depth + 1);
    if (done) {
      forget();
      if (done.blocked) return;
      event.preventDefault();
      if (event.repeat && !MOVES.test(done.keys ?? "")) return;
      run(done, event);
    } else if (hits.length > 0) {
      pressed = hits;
      depth += 1;
      timer = target.setTimeout(forget, SEQUENCE_MS);
    } else if (!/^(Shift|Control|Alt|Meta)$/.test(event.key)) {
      forget();
    }
  }
  target.addEventListener("keydown", onKey);
  return () => target.removeEventListener("keydown", onKey);
}
