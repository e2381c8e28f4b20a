import { type Range, useVirtualizer } from "@tanstack/react-virtual";
import {
  type RefObject,
  useCallback,
  useEffect,
  useEffectEvent,
  useImperativeHandle,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import type { InView } from "./in-view";
import { type Box, HEADING, headingOf, heightOf, type Row, rowOf } from "./layout";

/** Where the board of a project was left, for who comes back to it. */
const left = new Map<string, { top: number; sceneId: string | null }>();

const IDLE_MS = 250;

/** A ref for an element, and how wide that is; 0 until it stands. */
export function useWidth() {
  const [width, setWidth] = useState(0);
  const ref = useCallback((node: HTMLDivElement) => {
    setWidth(node.clientWidth);
    const observer = new ResizeObserver(() => setWidth(node.clientWidth));
    observer.observe(node);
    return () => observer.disconnect();
  }, []);
  return [ref, width] as const;
}

/** What the board asks of its rows. */
export type GridHandle = {
  reveal: (clipId: string) => void;
  goTo: (sceneId: string) => void;
};

type GridOptions = {
  projectId: string;
  rows: readonly Row[];
  box: Box;
  /** Clips whose rows stay mounted wherever one looks. */
  pinned: readonly (string | null)[];
  /** The scene of the address. */
  sceneId: string | null;
  inView: InView;
  handle: RefObject<GridHandle | null>;
  /** Where the scrolling came to rest. */
  onRest: (sceneId: string) => void;
};

/** The rows that are mounted, and ways to bring one into view. */
export function useGrid(options: GridOptions) {
  const { projectId, rows, box, pinned, sceneId, inView, handle } = options;
  const scroller = useRef<HTMLDivElement>(null);
  const focused = useRef<string | null>(null);
  const headings = useMemo(
    () => rows.flatMap((row, at) => (row.kind === "heading" ? [at] : [])),
    [rows],
  );
  const fixed = useMemo(() => pinned.map((id) => rowOf(rows, id)), [rows, pinned]);

  const rangeExtractor = useCallback(
    (range: Range) => {
      const first = Math.max(0, range.startIndex - range.overscan);
      const last = Math.min(range.count - 1, range.endIndex + range.overscan);
      const shown = new Set<number>([over(headings, range.startIndex), ...fixed]);
      for (let at = first; at <= last; at += 1) shown.add(at);
      if (focused.current) shown.add(rows.findIndex((row) => row.key === focused.current));
      return [...shown].filter((at) => at >= 0).sort((one, other) => one - other);
    },
    [rows, headings, fixed],
  );
  const virtual = useVirtualizer<HTMLDivElement, Element>({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (at) => heightOf(rows[at], box),
    getItemKey: (at) => rows[at]?.key ?? at,
    overscan: 2,
    paddingEnd: 96,
    scrollPaddingStart: HEADING + 8,
    scrollPaddingEnd: 72,
    rangeExtractor,
  });
  const current = over(headings, virtual.range?.startIndex ?? 0);
  const here = rows[current]?.sceneId ?? null;

  useSameView({ rows, box, virtual, scroller });
  useReturn({ projectId, rows, sceneId, virtual, scroller });
  useEffect(() => inView.set(here), [inView, here]);
  useRest(virtual.isScrolling, () => {
    if (here && here !== sceneId) options.onRest(here);
  });
  useImperativeHandle(handle, () => ({
    reveal: (clipId) => {
      const at = rowOf(rows, clipId);
      if (at >= 0) virtual.scrollToIndex(at, { align: "auto" });
    },
    goTo: (id) => {
      const start = virtual.measurementsCache[headingOf(rows, id)]?.start;
      if (start !== undefined) virtual.scrollToOffset(start);
    },
  }));
  const noteFocus = useCallback((key: string) => {
    focused.current = key;
  }, []);
  return { scroller, virtual, current, noteFocus };
}

/** Calls back when a scroll has come to rest, not for the first view. */
function useRest(scrolling: boolean, onRest: () => void): void {
  const moved = useRef(false);
  const rest = useEffectEvent(onRest);
  useEffect(() => {
    if (scrolling) {
      moved.current = true;
      return;
    }
    if (!moved.current) return;
    const timer = setTimeout(rest, IDLE_MS);
    return () => clearTimeout(timer);
  }, [scrolling]);
}

/** The last heading at or above a row. */
function over(headings: readonly number[], index: number): number {
  return headings.findLast((at) => at <= index) ?? 0;
}

type Virtual = ReturnType<typeof useVirtualizer<HTMLDivElement, Element>>;
type Scroller = { current: HTMLDivElement | null };
type SameView = { rows: readonly Row[]; box: Box; virtual: Virtual; scroller: Scroller };

/** Other sizes, the same shots in view. */
function useSameView({ rows, box, virtual, scroller }: SameView) {
  const before = useRef({ rows, box });
  useLayoutEffect(() => {
    const old = before.current;
    before.current = { rows, box };
    if (old.box === box || !scroller.current) return;
    const top = scroller.current.scrollTop;
    const anchor = firstAt(old.rows, old.box, top);
    virtual.measure();
    if (!anchor || top === 0) return;
    const at =
      anchor.row.kind === "cards"
        ? rowOf(rows, anchor.row.clipIds[0] ?? null)
        : headingOf(rows, anchor.row.sceneId);
    if (at < 0) return;
    let start = 0;
    for (let index = 0; index < at; index += 1) start += heightOf(rows[index], box);
    scroller.current.scrollTo({ top: start + anchor.part * heightOf(rows[at], box) });
  }, [rows, box, virtual, scroller]);
}

function firstAt(rows: readonly Row[], box: Box, top: number) {
  let start = 0;
  for (const row of rows) {
    const height = heightOf(row, box);
    if (start + height > top) return { row, part: (top - start) / height };
    start += height;
  }
  return null;
}

type Return = {
  projectId: string;
  rows: readonly Row[];
  sceneId: string | null;
  virtual: Virtual;
  scroller: Scroller;
};

/** Begins where the address says, else where one was. */
function useReturn({ projectId, rows, sceneId, virtual, scroller }: Return) {
  const begin = useEffectEvent(() => {
    const node = scroller.current;
    const place = left.get(projectId);
    if (!node) return;
    if (place && (sceneId === null || place.sceneId === sceneId)) node.scrollTo({ top: place.top });
    else if (sceneId !== null) {
      const start = virtual.measurementsCache[headingOf(rows, sceneId)]?.start;
      if (start) node.scrollTo({ top: start });
    }
  });
  const keep = useEffectEvent((top: number, at: string | null) =>
    left.set(projectId, { top, sceneId: at }),
  );
  const place = useRef(sceneId);
  useEffect(() => {
    place.current = sceneId;
  }, [sceneId]);
  useLayoutEffect(() => {
    const node = scroller.current;
    if (!node) return;
    begin();
    const note = () => keep(node.scrollTop, place.current);
    node.addEventListener("scroll", note, { passive: true });
    return () => node.removeEventListener("scroll", note);
  }, [scroller]);
}
