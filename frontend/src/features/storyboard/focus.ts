/** Whether keys such as the arrows and Delete mean the board now. */
export function boardHasKeys(): boolean {
  const focus = document.activeElement;
  return !focus || focus === document.body || focus.id === "main" || atCard(focus);
}

function atCard(focus: Element): boolean {
  return focus.closest("[data-board]") !== null && focus.closest("button, a, input") === null;
}

export function railHasFocus(): boolean {
  return document.activeElement?.closest("[data-rail]") != null;
}
