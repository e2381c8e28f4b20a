/** Going into a prompt by key, and back to where one was. */
import { flushSync } from "react-dom";
import { unfold } from "./use-open";

let origin: HTMLElement | null = null;

/** Puts the caret at the end of the field of that name in a section, which unfolds. */
export function enter(section: string, field: string): void {
  const { activeElement } = document;
  origin = activeElement instanceof HTMLElement ? activeElement : null;
  flushSync(() => unfold(section));
  const box = document.querySelector<HTMLTextAreaElement>(`textarea[data-field="${field}"]`);
  box?.focus();
  box?.setSelectionRange(box.value.length, box.value.length);
}

export function goBack(field: HTMLElement): void {
  if (origin?.isConnected) origin.focus();
  else field.blur();
  origin = null;
}
