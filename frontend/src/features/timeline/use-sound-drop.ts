import { useEffect, useEffectEvent, useState } from "react";
import { useWindowDrop } from "@/ui/use-window-drop";
import { type Stop, snapped } from "./snapping";
import { HEAD, type View } from "./use-view";

const REACH = 9;

type Options = {
  view: View;
  snap: boolean;
  stops: () => Stop[];
  /** `frame` is where on the timeline it fell; null beside it. */
  onFile: (file: File, frame: number | null) => void;
};

/** A file that hangs over the page, and the frame of the film that it is above. */
export function useSoundDrop({ view, snap, stops, onFile }: Options) {
  const [frame, setFrame] = useState<number | null>(null);
  const over = useWindowDrop(true, (file) => onFile(file, frame));

  const aim = useEffectEvent((event: DragEvent) => {
    const { scroller, scale } = view;
    const above = event.target instanceof Node && scroller?.contains(event.target);
    const x = event.clientX - (scroller?.getBoundingClientRect().left ?? 0) - HEAD;
    if (!scroller || !above || x < 0) return setFrame(null);
    const free = Math.round((x + view.leftNow()) / scale);
    const stop = snap && !event.altKey ? snapped(stops(), [free], REACH / scale) : null;
    setFrame(Math.max(0, free + (stop?.by ?? 0)));
  });
  useEffect(() => {
    const gone = new AbortController();
    const { signal } = gone;
    addEventListener("dragover", (event) => aim(event), { signal });
    return () => gone.abort();
  }, []);
  return { over, frame: over ? frame : null };
}
