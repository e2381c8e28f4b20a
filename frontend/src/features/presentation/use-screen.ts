/** The screen while a film runs on it: awake, undisturbed, and with the next pictures at hand. */
import { useEffect, useState } from "react";
import type { Shot } from "@/editor/schedule";
import type { Clip } from "@/graphql/entities";

const IDLE_MS = 2_500;
const AHEAD = 3;

/** True once nobody has moved for a while; never while `watching` is false. */
export function useIdle(watching: boolean): boolean {
  const [idle, setIdle] = useState(false);
  useEffect(() => {
    let timer = setTimeout(() => setIdle(true), IDLE_MS);
    function wake() {
      setIdle(false);
      clearTimeout(timer);
      timer = setTimeout(() => setIdle(true), IDLE_MS);
    }
    const events = ["pointermove", "pointerdown", "keydown"] as const;
    for (const name of events) addEventListener(name, wake);
    return () => {
      clearTimeout(timer);
      for (const name of events) removeEventListener(name, wake);
    };
  }, []);
  return idle && watching;
}

export function useWakeLock(on: boolean): void {
  useEffect(() => {
    if (!on || !("wakeLock" in navigator)) return;
    const lock = navigator.wakeLock.request("screen").catch(() => null);
    return () => void lock.then((held) => held?.release());
  }, [on]);
}

/** Fetches the stills that come next, so that a cut is a cut. */
export function usePreload(shots: readonly Shot<Clip>[], index: number): void {
  useEffect(() => {
    for (const shot of shots.slice(index + 1, index + 1 + AHEAD)) {
      const take = shot.clip.selectedTake;
      if (take?.kind === "IMAGE") new Image().src = take.url;
    }
  }, [shots, index]);
}
