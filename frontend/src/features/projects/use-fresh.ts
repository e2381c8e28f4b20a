import { useEffect, useEffectEvent, useRef } from "react";
import { onReturn } from "@/graphql/socket";

const STALE_MS = 30_000;

/** Reads again when somebody comes back to the window after a while, and when the studio does. */
export function useFresh(reread: () => void): void {
  const last = useRef(0);
  const again = useEffectEvent((soonest: number) => {
    if (document.hidden || performance.now() - last.current < soonest) return;
    last.current = performance.now();
    reread();
  });
  useEffect(() => {
    last.current = performance.now();
    const onFocus = () => again(STALE_MS);
    const leave = onReturn(() => again(0));
    addEventListener("focus", onFocus);
    document.addEventListener("visibilitychange", onFocus);
    return () => {
      leave();
      removeEventListener("focus", onFocus);
      document.removeEventListener("visibilitychange", onFocus);
    };
  }, []);
}
