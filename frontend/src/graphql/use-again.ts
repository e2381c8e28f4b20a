import { useEffect, useEffectEvent } from "react";
import { onReturn } from "./socket";

const WAIT_MS = 3_000;

/** Reads again what could not be read: when the way to the studio is back, and else after a while. */
export function useAgain(failed: boolean, again: () => void): void {
  const read = useEffectEvent(again);
  useEffect(() => {
    if (!failed) return;
    const timer = setTimeout(() => read(), WAIT_MS);
    const forget = onReturn(() => read());
    const online = () => read();
    addEventListener("online", online);
    return () => {
      clearTimeout(timer);
      forget();
      removeEventListener("online", online);
    };
  }, [failed]);
}
