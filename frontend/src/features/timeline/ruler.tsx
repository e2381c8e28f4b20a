import { type KeyboardEvent, useCallback } from "react";
import { timecode } from "@/editor/time";
import type { Player } from "@/editor/use-player";
import { Canvas, type Sheet } from "./canvas";
import { useDesk } from "./desk";
import { follow } from "./gesture";
import { usePlaying } from "./playing";
import { ticksOf } from "./ticks";
import { beatsFor } from "./use-beats";
import { HEAD } from "./use-view";

export const RULER = 28;

/** Where one is in the film: pressed or dragged over, the playhead goes there. */
export function Ruler() {
  const player = usePlaying();
  const { view, rate, film, preferences, beats } = useDesk();
  const { unit } = preferences;
  const shown = beatsFor(beats, preferences.beats);
  const draw = useCallback(
    (sheet: Sheet) => {
      const { left, width, scale, colour, pen, height } = sheet;
      const [from, to] = [left / scale, (left + width) / scale];
      pen.font = '11px "Inter Variable", system-ui, sans-serif';
      pen.textBaseline = "top";
      for (const { frame, label } of ticksOf(unit, rate, scale, from, to)) {
        const x = Math.round(frame * scale - left) + 0.5;
        pen.fillStyle = colour(label === null ? "line" : "edge");
        pen.fillRect(x - 0.5, label === null ? height - 6 : height - 12, 1, 12);
        if (label === null) continue;
        pen.fillStyle = colour("soft");
        pen.fillText(label, x + 4, 5);
      }
      markBeats(sheet, shown);
    },
    [unit, rate, shown],
  );
  const seekTo = (clientX: number) => {
    const box = view.scroller?.getBoundingClientRect();
    const x = clientX - (box?.left ?? 0) - HEAD + view.leftNow();
    player.seek(Math.round(x / view.scale));
  };
  return (
    <div
      role="slider"
      tabIndex={0}
      aria-label="Playhead"
      aria-valuemin={0}
      aria-valuemax={Math.max(0, film.frames - 1)}
      aria-valuenow={player.frame}
      aria-valuetext={timecode(player.frame, rate)}
      onKeyDown={(event) => step(event, player, Math.round(rate.numerator / rate.denominator))}
      onPointerDown={(event) => {
        if (event.button !== 0 || !view.scroller) return;
        seekTo(event.clientX);
        follow(event, view.scroller, HEAD, {
          onMove: ({ event: now }) => seekTo(now.clientX),
          onEnd: () => undefined,
          onCancel: () => undefined,
        });
      }}
      className="absolute inset-0 cursor-col-resize -outline-offset-2"
      style={{ left: HEAD }}
    >
      <Canvas view={view} height={RULER} className="sticky" draw={draw} />
    </div>
  );
}

function markBeats(
  { pen, left, width, scale, height, colour }: Sheet,
  beats: readonly { frame: number; bar: boolean }[],
) {
  const bars = beats.filter(({ bar }) => bar);
  const dense = beats.length > 1 && near(beats) * scale < 5;
  pen.fillStyle = colour("accent");
  for (const { frame, bar } of dense ? bars : beats) {
    const x = Math.round(frame * scale - left);
    if (x >= 0 && x <= width) pen.fillRect(x, height - (bar ? 5 : 3), bar ? 2 : 1, bar ? 5 : 3);
  }
}

/** How far two beats lie apart on the whole, in frames. */
function near(beats: readonly { frame: number }[]): number {
  const [first, last] = [beats[0]?.frame ?? 0, beats.at(-1)?.frame ?? 0];
  return (last - first) / Math.max(1, beats.length - 1);
}

/** The slider's own keys; the page's do the same elsewhere. */
function step(event: KeyboardEvent, player: Player, second: number): void {
  const ways: Record<string, number> = {
    ArrowLeft: -1,
    ArrowRight: 1,
    PageUp: second,
    PageDown: -second,
  };
  const way = ways[event.key];
  if (way === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  player.seek(player.frame + way * (event.shiftKey ? second : 1));
}
