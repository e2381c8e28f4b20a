import { useCallback } from "react";
import { Canvas, type Sheet } from "./canvas";
import { useDesk } from "./desk";
import { beatsFor } from "./use-beats";
import { HEAD } from "./use-view";

/** Lines at the beats, over all lanes; the first of each bar is stronger. */
export function BeatGrid({ height }: { height: number }) {
  const { view, beats, preferences } = useDesk();
  const shown = beatsFor(beats, preferences.beats);
  const draw = useCallback(
    ({ pen, left, width, scale, height: high, colour }: Sheet) => {
      let last = Number.NEGATIVE_INFINITY;
      pen.fillStyle = colour("accent");
      for (const { frame, bar } of shown) {
        const x = Math.round(frame * scale - left);
        if (x < 0 || x > width) continue;
        // Closer than that they are no lines but a haze.
        if (x - last < (bar ? 3 : 7)) continue;
        last = x;
        pen.globalAlpha = bar ? 0.42 : 0.16;
        pen.fillRect(x, 0, 1, high);
      }
      pen.globalAlpha = 1;
    },
    [shown],
  );
  if (shown.length === 0) return null;
  return (
    <div
      className="pointer-events-none absolute inset-y-0 z-[7]"
      style={{ left: HEAD, width: view.extent }}
    >
      <Canvas view={view} height={height} className="sticky" draw={draw} />
    </div>
  );
}
