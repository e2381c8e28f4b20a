/** One drag, from pressing to letting go, on whatever the page does with the element meanwhile. */

export type Drag = {
  /** How far in pixels of the film, scrolling included. */
  by: number;
  event: PointerEvent;
};

type Steps = {
  onMove: (drag: Drag) => void;
  /** It was let go; without having moved it was a press. */
  onEnd: (drag: Drag, moved: boolean) => void;
  /** Escape, or the pointer was lost. */
  onCancel: () => void;
};

const FAR = 4;
const EDGE = 36;
const PACE = 14;

type Press = { clientX: number; clientY: number; pointerId: number };

/** Follows the pointer until it is let go; near an edge of `scroller` (past `head`) that scrolls. */
export function follow(press: Press, scroller: HTMLElement, head: number, steps: Steps): void {
  const gone = new AbortController();
  const { signal } = gone;
  const from = press.clientX + scroller.scrollLeft;
  let latest: PointerEvent | null = null;
  let moved = false;
  let request = 0;

  function end(): void {
    cancelAnimationFrame(request);
    gone.abort();
  }
  function cancel(): void {
    end();
    steps.onCancel();
  }
  const dragOf = (event: PointerEvent): Drag => ({
    by: event.clientX + scroller.scrollLeft - from,
    event,
  });
  function creep(): void {
    request = requestAnimationFrame(creep);
    if (!latest) return;
    const box = scroller.getBoundingClientRect();
    const before = scroller.scrollLeft;
    if (latest.clientX > box.right - EDGE) scroller.scrollLeft += PACE;
    else if (latest.clientX < box.left + head + EDGE) scroller.scrollLeft -= PACE;
    if (scroller.scrollLeft !== before) steps.onMove(dragOf(latest));
  }
  function onMove(event: PointerEvent): void {
    if (event.pointerId !== press.pointerId) return;
    const far = Math.hypot(event.clientX - press.clientX, event.clientY - press.clientY) >= FAR;
    if (!moved && !far) return;
    if (!moved) request = requestAnimationFrame(creep);
    moved = true;
    latest = event;
    steps.onMove(dragOf(event));
  }
  function onUp(event: PointerEvent): void {
    if (event.pointerId !== press.pointerId) return;
    end();
    steps.onEnd(dragOf(event), moved);
  }
  function onKey(event: KeyboardEvent): void {
    if (event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    cancel();
  }
  addEventListener("pointermove", onMove, { signal });
  addEventListener("pointerup", onUp, { signal });
  addEventListener("pointercancel", cancel, { signal });
  addEventListener("keydown", onKey, { signal, capture: true });
}
