import { useEffect, useEffectEvent } from "react";
import { usePlaying } from "./playing";
import type { View } from "./use-view";
import { HEAD } from "./use-view";

/** The line of what is on the screen; the window goes with it while the film plays. */
export function Playhead({ view }: { view: View }) {
  const { frame, playing } = usePlaying();
  const { scale, width, scrollTo, leftNow } = view;
  const keep = useEffectEvent((at: number) => {
    const [x, left] = [at * scale, leftNow()];
    if (x < left || x > left + width - 8) scrollTo(Math.max(0, x - width / 10));
  });
  useEffect(() => {
    if (playing) keep(frame);
  }, [frame, playing]);
  return (
    <div
      aria-hidden
      data-playhead={frame}
      className="pointer-events-none absolute inset-y-0 z-20 w-px bg-ink"
      style={{ left: HEAD, transform: `translateX(${(frame * scale).toFixed(2)}px)` }}
    >
      <svg width="11" height="12" className="sticky top-4 -ml-1.25 block max-w-none fill-ink">
        <title>Playhead</title>
        <path d="M0 0h11v6l-5.5 6L0 6z" />
      </svg>
    </div>
  );
}
