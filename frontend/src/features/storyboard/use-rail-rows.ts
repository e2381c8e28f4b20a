import { defaultRangeExtractor, useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef, useState } from "react";
import type { BoardModel } from "./use-board";

const ROW = 68;

/** The rows of the rail that are mounted, which one has the focus, and stepping to others. */
export function useRailRows({ data, drag, scenes }: BoardModel, inView: string | null) {
  const { sceneViews: views } = data;
  const scroller = useRef<HTMLDivElement>(null);
  const [focused, focus] = useState<string | null>(null);
  const at = (id: string | null) => views.findIndex((view) => view.id === id);
  const carried = drag.lifted?.kind === "scene" ? drag.lifted.id : null;
  const pinned = [focused, scenes.naming, carried].map(at).filter((index) => index >= 0);
  const virtual = useVirtualizer({
    count: views.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    getItemKey: (index) => views[index]?.id ?? index,
    overscan: 4,
    rangeExtractor: (range) =>
      [...new Set([...pinned, ...defaultRangeExtractor(range)])].sort((one, other) => one - other),
  });
  const current = at(inView);
  useEffect(() => {
    if (current >= 0) virtual.scrollToIndex(current, { align: "auto" });
  }, [current, virtual]);

  function step(from: string, by: number) {
    const next = views[at(from) + by];
    if (!next) return;
    focus(next.id);
    virtual.scrollToIndex(at(next.id), { align: "auto" });
    requestAnimationFrame(() =>
      scroller.current?.querySelector<HTMLElement>(`[data-rail="${next.id}"] button`)?.focus(),
    );
  }
  return { scroller, virtual, focused, focus, step };
}

export type RailRows = ReturnType<typeof useRailRows>;
