import { useRef } from "react";

/**
 * Gives the focus back to where it was before something opened by other means than a button of its
 * own. Spread onto the content of a Radix dialog.
 */
export function useFocusBack(first?: (event: Event) => void) {
  const before = useRef<Element | null>(null);
  return {
    onOpenAutoFocus(event: Event): void {
      before.current = document.activeElement;
      first?.(event);
    },
    onCloseAutoFocus(event: Event): void {
      event.preventDefault();
      const place = before.current?.isConnected ? before.current : document.getElementById("main");
      if (place instanceof HTMLElement) place.focus();
    },
  };
}

/** The focus to what opened, so that its keys work at once and no button seems pressed. */
export function toItself(event: Event): void {
  event.preventDefault();
  if (event.currentTarget instanceof HTMLElement) event.currentTarget.focus();
}
