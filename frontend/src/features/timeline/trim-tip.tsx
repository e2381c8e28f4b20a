import { lengthOf, type Rate } from "@/editor/time";
import { plural } from "@/ui/words";
import { type FilmShot, useDesk } from "./desk";
import type { ClipDrag } from "./use-clip-drag";

type TrimTipProps = { shot: FilmShot; drag: ClipDrag };

/** Beside the edge that is dragged: by how much, and what comes of it. */
export function TrimTip({ shot, drag }: TrimTipProps) {
  const { view, rate } = useDesk();
  const at = drag.kind === "trim" ? shot.end + drag.by : shot.start + drag.by;
  const frame = drag.kind === "slip" ? shot.start : Math.max(0, at);
  return (
    <p
      aria-hidden
      data-tip
      className="pointer-events-none absolute top-7 z-20 ml-2 whitespace-nowrap rounded-sm bg-raised px-1.5 py-0.5 text-2xs text-ink shadow-float tabular-nums"
      style={{ left: frame * view.scale }}
    >
      {tipOf(drag, shot.clip, rate)}
    </p>
  );
}

type Lasting = { durationFrames: number; sourceFrame: number };
type Cut = Pick<ClipDrag, "kind" | "by">;

/** "−12 frames, 2.5 s left"; for a take that slides "From its frame 36". */
export function tipOf({ kind, by }: Cut, clip: Lasting, rate: Rate): string {
  if (kind === "slip") return `From its frame ${clip.sourceFrame - by}`;
  const more = kind === "head" ? -by : by;
  const sign = more < 0 ? "−" : "+";
  const length = lengthOf(clip.durationFrames + more, rate);
  return `${sign}${plural(Math.abs(more), "frame")}, ${length}`;
}
