/** Shows lines of a textarea, which does not tell where they are: a mirror of it does. */
import type { Span } from "./lines";

export type Panes = {
  box: HTMLTextAreaElement;
  /** Unseen, and laid out in the same way. */
  mirror: HTMLElement;
  /** What lies behind the lines. */
  mark: HTMLElement;
};

/** A text with the offsets at which its lines begin. */
export type Lined = { text: string; starts: readonly number[] };

/** Pixels above and below the letters. */
const AIR = 3;

type Place = { top: number; height: number };

/** Keeps the mark behind its lines while the box is scrolled and sized, until the answer is called. */
export function keepMarked(panes: Panes, lined: Lined, span: Span | null): () => void {
  const { box, mark } = panes;
  let place: Place | null = null;

  function put() {
    mark.hidden = place === null;
    if (!place) return;
    mark.style.height = `${place.height}px`;
    mark.style.transform = `translateY(${place.top - box.scrollTop}px)`;
  }
  function measure() {
    place = span && placeOf(panes, lined, span);
    put();
  }
  measure();
  if (!span) return () => {};
  const sized = new ResizeObserver(measure);
  sized.observe(box);
  box.addEventListener("scroll", put);
  return () => {
    sized.disconnect();
    box.removeEventListener("scroll", put);
  };
}

/** Scrolls so that a line stands a third below the upper edge. */
export function reveal(panes: Panes, lined: Lined, line: number): void {
  const place = placeOf(panes, lined, { from: line, to: line });
  if (place) panes.box.scrollTop = place.top - panes.box.clientHeight / 3;
}

function placeOf({ box, mirror }: Panes, { text, starts }: Lined, span: Span): Place | null {
  mirror.style.width = `${box.clientWidth}px`;
  if (mirror.textContent !== text) mirror.textContent = text;
  const node = mirror.firstChild;
  const from = starts[span.from - 1] ?? text.length;
  const to = starts[span.to] ?? text.length;
  if (!node || to <= from) return null;
  const range = document.createRange();
  range.setStart(node, from);
  range.setEnd(node, to);
  const { top, height } = range.getBoundingClientRect();
  const within = mirror.getBoundingClientRect();
  return { top: top - within.top - AIR, height: height + 2 * AIR };
}
