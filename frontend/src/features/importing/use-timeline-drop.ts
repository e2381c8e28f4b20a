import { useEffect, useEffectEvent, useState } from "react";
import { isTimeline } from "./timeline-file";

/** While a file hangs over the page its name is not told, and of a timeline no type either. */
function mayBe({ dataTransfer }: DragEvent): boolean {
  if (!dataTransfer?.types.includes("Files")) return false;
  const types = [...dataTransfer.items].map(({ type }) => type);
  return types.length === 1 && types.every((type) => !/^(image|video|audio)\//.test(type));
}

/**
 * Takes a timeline that is dropped anywhere, before anything on the page does; other files are left
 * to it. Whether one hangs over the window, where it is `alone` and nothing else tells so.
 */
export function useTimelineDrop(alone: boolean, onFile: (file: File) => void): boolean {
  const [over, setOver] = useState(false);
  const take = useEffectEvent(onFile);
  useEffect(() => {
    function onOver(event: DragEvent) {
      if (!alone || !mayBe(event)) return;
      event.preventDefault();
      event.stopPropagation();
      setOver(true);
    }
    function onLeave(event: DragEvent) {
      if (event.relatedTarget === null) setOver(false);
    }
    function onDrop(event: DragEvent) {
      setOver(false);
      const file = event.dataTransfer?.files[0];
      if (!file || !isTimeline(file.name)) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      event.target?.dispatchEvent(new DragEvent("dragleave", { bubbles: true }));
      take(file);
    }
    const gone = new AbortController();
    const how = { capture: true, signal: gone.signal };
    addEventListener("dragover", onOver, how);
    addEventListener("dragleave", onLeave, how);
    addEventListener("drop", onDrop, how);
    return () => gone.abort();
  }, [alone]);
  return over;
}
