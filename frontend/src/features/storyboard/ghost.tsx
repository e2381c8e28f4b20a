import { useEffect, useRef } from "react";
import type { Clip } from "@/graphql/entities";
import type { Point } from "./use-drag";

type GhostProps = {
  ids: ReadonlySet<string>;
  clips: readonly Clip[];
  /** Where the pointer was to begin with. */
  from: Point;
};

/** What is being dragged, beside the pointer. */
export function Ghost({ ids, clips, from }: GhostProps) {
  const at = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const follow = ({ clientX, clientY }: { clientX: number; clientY: number }) =>
      at.current?.style.setProperty("transform", `translate(${clientX + 12}px, ${clientY + 12}px)`);
    follow({ clientX: from.x, clientY: from.y });
    window.addEventListener("pointermove", follow);
    return () => window.removeEventListener("pointermove", follow);
  }, [from]);
  const clip = clips.find(({ id }) => ids.has(id));
  const url = clip?.selectedTake?.thumbnailUrl;
  return (
    <div
      ref={at}
      aria-hidden
      className="pointer-events-none fixed left-0 top-0 z-50 flex w-36 flex-col overflow-hidden rounded-md bg-raised shadow-float"
    >
      <div className="aspect-[16/9] bg-well">
        {url ? <img src={url} alt="" className="size-full object-cover" /> : null}
      </div>
      <p className="px-2 py-1 text-xs tabular-nums">
        {ids.size > 1 ? `${ids.size} shots` : `Shot ${clip?.number ?? ""}`}
      </p>
    </div>
  );
}
