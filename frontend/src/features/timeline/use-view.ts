import {
  useCallback,
  useEffect,
  useEffectEvent,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import { useStable } from "@/ui/use-stable";
import { bounded, drawn, extent, fitted, revealing, type Zoom, zoomed } from "./scale";

/** The names of the tracks, at the left. */
export const HEAD = 184;
const STEP = 1.5;

type Handlers = { onSize: () => void; onScroll: () => void; onWheel: (event: WheelEvent) => void };

function listen(element: HTMLElement, { onSize, onScroll, onWheel }: Handlers): () => void {
  const gone = new AbortController();
  const { signal } = gone;
  const sizes = new ResizeObserver(onSize);
  sizes.observe(element);
  element.addEventListener("scroll", onScroll, { passive: true, signal });
  element.addEventListener("wheel", onWheel, { passive: false, signal });
  return () => {
    gone.abort();
    sizes.disconnect();
  };
}

function reveal(scroller: HTMLElement | null, left: number | null): void {
  if (left !== null) scroller?.scrollTo({ left });
}

/** All drawings of what is in the window. */
function usePainters() {
  const painters = useRef(new Set<() => void>());
  const paint = useCallback(() => {
    for (const painter of painters.current) painter();
  }, []);
  /** Draws anew whenever something else is in the window; the answer ends it. */
  const onPaint = useCallback((painter: () => void) => {
    painters.current.add(painter);
    return () => void painters.current.delete(painter);
  }, []);
  return { paint, onPaint };
}

/** What of the film is looked at, and looking elsewhere. `frames` is all there is to see. */
export function useView(frames: number) {
  const [scroller, attach] = useState<HTMLElement | null>(null);
  const [wanted, setWanted] = useState<number | null>(null);
  const [width, setWidth] = useState(0);
  const [left, setLeft] = useState(0);
  const { paint, onPaint } = usePainters();
  const goal = useRef<number | null>(null);
  const scale = bounded(wanted ?? fitted(frames, width), frames, width);

  useLayoutEffect(() => {
    if (scale > 0 && goal.current !== null) {
      scroller?.scrollTo({ left: goal.current });
      goal.current = null;
    }
    paint();
  }, [scale, scroller, paint]);

  function go({ scale: next, left: to }: Zoom): void {
    goal.current = to;
    setWanted(next);
  }
  const leftNow = () => scroller?.scrollLeft ?? 0;
  const ways = useStable({
    leftNow,
    scrollTo: (to: number) => scroller?.scrollTo({ left: to }),
    zoomBy: (factor: number, x = width / 2) =>
      go(zoomed({ scale, left: leftNow() }, factor, x, frames, width)),
    fit: () => {
      goal.current = 0;
      setWanted(null);
    },
    reveal: (from: number, to = from) =>
      reveal(scroller, revealing({ scale, left: leftNow() }, from, to, width)),
  });

  const onSize = useEffectEvent(() => setWidth(Math.max(0, (scroller?.clientWidth ?? 0) - HEAD)));
  const onScroll = useEffectEvent(() => {
    const step = Math.floor((scroller?.scrollLeft ?? 0) / 400) * 400;
    if (step !== left) setLeft(step);
    paint();
  });
  const onWheel = useEffectEvent((event: WheelEvent) => {
    if (!scroller) return;
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault();
      const x = event.clientX - scroller.getBoundingClientRect().left - HEAD;
      ways.zoomBy(Math.exp(-event.deltaY / 240), Math.max(0, x));
    } else if (!event.shiftKey && scroller.scrollHeight <= scroller.clientHeight) {
      scroller.scrollBy({ left: event.deltaY });
    }
  });
  useEffect(() => {
    if (!scroller) return;
    return listen(scroller, {
      onSize: () => onSize(),
      onScroll: () => onScroll(),
      onWheel: (event) => onWheel(event),
    });
  }, [scroller]);
  const view = useMemo(
    () => ({
      ...{ attach, scroller, scale, width, onPaint },
      extent: extent(frames, scale, width),
      fits: wanted === null,
      ...ways,
      zoomIn: (x?: number) => ways.zoomBy(STEP, x),
      zoomOut: (x?: number) => ways.zoomBy(1 / STEP, x),
    }),
    [scroller, scale, width, onPaint, frames, wanted, ways],
  );
  /** What is drawn of it: another one each time enough was scrolled. */
  const drawing = useMemo(() => drawn(left, width), [left, width]);
  return { view, drawing };
}

export type View = ReturnType<typeof useView>["view"];
