import { type Range, useVirtualizer } from "@tanstack/react-virtual";
import { useCallback, useEffect, useEffectEvent, useLayoutEffect, useRef, useState } from "react";
import { type Box, HEADING, headingOf, heightOf, type Row, rowOf } from "./layout";

/** Where the board of a project was left, for who comes back to it. */
const left = new Map<string, { top: number; sceneId: string | null }>();

const IDLE_MS = 250;

export function useWidth() {
  const ref = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const node = ref.current;
    if (!node) return;
    setWidth(node.clientWidth);
    const observer = new ResizeObserver(() => setWidth(node.clientWidth));
    observer.observe(node);
    return () => observer.disconnect();
  }, []);
  return [ref, width] as const;
}

type GridOptions = {
  projectId: string;
  rows: readonly Row[];
  box: Box;
  /** Clips whose rows stay mounted wherever one looks. */
  pinned: readonly (string | null)[];
  /** The scene of the address. */
  sceneId: string | null;
  onScene: (sceneId: string) => void;
};

/** The rows that are mounted, which scene is in view, and ways to bring one into view. */
export function useGrid({ projectId, rows, box, pinned, sceneId, onScene }: GridOptions) {
  const scroller = useRef<HTMLDivElement>(null);
  const focused = useRef<string | null>(null);
  const [seen, setSeen] = useState<string | null>(sceneId);

  const rangeExtractor = useCallback(
    (range: Range) => {
      const first = Math.max(0, range.startIndex - range.overscan);
      const last = Math.min(range.count - 1, range.endIndex + range.overscan);
      const shown = new Set<number>([headingOver(rows, range.startIndex)]);
      for (let at = first; at <= last; at += 1) shown.add(at);
      for (const id of pinned) shown.add(rowOf(rows, id));
      shown.add(rows.findIndex((row) => row.key === focused.current));
      return [...shown].filter((at) => at >= 0).sort((one, other) => one - other);
    },
    [rows, pinned],
  );
  const virtual = useVirtualizer({
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
  const range = virtual.range;
  const current = range ? headingOver(rows, range.startIndex) : 0;

  useSameView({ rows, box, virtual, scroller });
  useReturn({ projectId, rows, sceneId, virtual, scroller });

  const tell = useEffectEvent(() => {
    const row = rows[current];
    if (!row || row.sceneId === seen) return;
    setSeen(row.sceneId);
    onScene(row.sceneId);
  });
  const scrolling = virtual.isScrolling;
  useEffect(() => {
    if (scrolling) return;
    const timer = setTimeout(tell, IDLE_MS);
    return () => clearTimeout(timer);
  }, [scrolling]);

  const reveal = useCallback(
    (clipId: string) => {
      const at = rowOf(rows, clipId);
      if (at >= 0) virtual.scrollToIndex(at, { align: "auto" });
    },
    [rows, virtual],
  );
  const goTo = useCallback(
    (id: string) => {
      const at = headingOf(rows, id);
      const start = virtual.measurementsCache[at]?.start;
      if (start !== undefined) virtual.scrollToOffset(start);
    },
    [rows, virtual],
  );
  return {
    scroller,
    focused,
    virtual,
    current,
    inView: rows[current]?.sceneId ?? null,
    reveal,
    goTo,
  };
}

function headingOver(rows: readonly Row[], index: number): number {
  for (let at = Math.min(index, rows.length - 1); at >= 0; at -= 1) {
    if (rows[at]?.kind === "heading") return at;
  }
  return 0;
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
    scroller.current.scrollTop = start + anchor.part * heightOf(rows[at], box);
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
    if (place && (sceneId === null || place.sceneId === sceneId)) node.scrollTop = place.top;
    else if (sceneId !== null) {
      const start = virtual.measurementsCache[headingOf(rows, sceneId)]?.start;
      if (start) node.scrollTop = start;
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
