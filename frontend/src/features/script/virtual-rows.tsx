import type { Virtualizer } from "@tanstack/react-virtual";
import type { ReactNode, RefObject } from "react";

type VirtualRowsProps = {
  list: Virtualizer<HTMLDivElement, Element>;
  children: (index: number) => ReactNode;
};

/** The rows of a list that stand near the eye, each as tall as it turns out. */
export function VirtualRows({ list, children }: VirtualRowsProps) {
  return (
    <div className="relative" style={{ height: list.getTotalSize() }}>
      {list.getVirtualItems().map(({ key, index, start }) => (
        <div
          key={key}
          ref={list.measureElement}
          data-index={index}
          className="absolute inset-x-0 top-0"
          style={{ transform: `translateY(${start}px)` }}
        >
          {children(index)}
        </div>
      ))}
    </div>
  );
}

/** Puts the focus on what a scroll has just brought into the document. */
export function focusSoon(scroller: RefObject<HTMLElement | null>, selector: string): void {
  requestAnimationFrame(() => scroller.current?.querySelector<HTMLElement>(selector)?.focus());
}
