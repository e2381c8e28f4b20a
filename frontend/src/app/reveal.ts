/** Bringing a shot into view on a board that may only come. */

const WITHIN_MS = 4_000;

/** Scrolls to the card of the shot and gives it the focus, once it stands. */
export function reveal(clipId: string): void {
  const until = performance.now() + WITHIN_MS;
  const selector = `[data-board] [data-clip="${CSS.escape(clipId)}"]`;
  function look() {
    const open = document.querySelector("[data-modal]");
    const card = open ? null : document.querySelector<HTMLElement>(selector);
    // Later than what was open gives the focus back, a moment after it is gone.
    if (card) setTimeout(() => show(card));
    else if (performance.now() < until) requestAnimationFrame(look);
  }
  requestAnimationFrame(look);
}

function show(card: HTMLElement): void {
  card.scrollIntoView({ block: "center" });
  card.focus({ preventScroll: true });
}
