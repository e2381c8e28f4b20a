import { type RefObject, useLayoutEffect, useRef } from "react";

/**
 * When what has the focus goes from a list, the focus goes to what `next` answers, not to the page.
 * `list` is what holds it.
 */
export function useFocusKept(list: RefObject<HTMLElement | null>, next: () => HTMLElement | null) {
  const held = useRef<Element | null>(null);
  useLayoutEffect(() => {
    const gone = held.current !== null && !held.current.isConnected;
    if (gone && document.activeElement === document.body) next()?.focus();
    const now = document.activeElement;
    held.current = now && list.current?.contains(now) ? now : null;
  });
  return {
    onFocus(event: { target: EventTarget }): void {
      held.current = event.target instanceof Element ? event.target : null;
    },
    onBlur(event: { target: EventTarget; relatedTarget: EventTarget | null }): void {
      const left = event.relatedTarget !== null;
      if (left && event.target === held.current) held.current = null;
    },
  };
}
