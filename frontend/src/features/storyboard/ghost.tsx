import type { RefObject } from "react";
import type { Clip } from "@/graphql/entities";

type GhostProps = {
  ids: ReadonlySet<string>;
  clips: readonly Clip[];
  at: RefObject<HTMLDivElement | null>;
};

/** What is being dragged, beside the pointer. */
export function Ghost({ ids, clips, at }: GhostProps) {
  const clip = clips.find(({ id }) => ids.has(id));
  const url = clip?.selectedTake?.thumbnailUrl;
  return (
    <div
      ref={at}
      aria-hidden
      className="pointer-events-none fixed left-0 top-0 z-50 flex w-36 flex-col overflow-hidden rounded-md bg-raised shadow-float"
    >
      <div className="aspect-video bg-well">
        {url ? <img src={url} alt="" className="size-full object-cover" /> : null}
      </div>
      <p className="px-2 py-1 text-xs tabular-nums">
        {ids.size > 1 ? `${ids.size} shots` : `Shot ${clip?.number ?? ""}`}
      </p>
    </div>
  );
}
