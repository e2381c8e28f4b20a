import { clsx } from "clsx";
import { type KeyboardEvent, memo } from "react";
import { useTick } from "@/graphql/progress";
import { failureOf, renderOf } from "@/graphql/renders";
import { FRAMINGS, jobWords } from "@/graphql/words";
import { Status } from "@/ui/status";
import type { Clip } from "./passages";

export type TileActs = {
  inspect: (clip: Clip) => void;
  open: (clip: Clip) => void;
  hover: (clipId: string | null) => void;
  step: (event: KeyboardEvent, clipId: string) => void;
};

type ShotTileProps = {
  clip: Clip;
  isInspected: boolean;
  isMarked: boolean;
  isTabStop: boolean;
  acts: TileActs;
};

/** A shot in the margin of its lines: its picture, its number, how it is framed and how far it is. */
export const ShotTile = memo(function ShotTile(props: ShotTileProps) {
  const { clip, isInspected, isMarked, isTabStop, acts } = props;
  return (
    <button
      type="button"
      data-shot={clip.id}
      tabIndex={isTabStop ? 0 : -1}
      aria-pressed={isInspected}
      className={clsx(
        "flex w-full items-center gap-3 rounded-md p-1.5 text-left",
        isMarked ? "bg-accent-wash" : "hover:bg-hover",
        isInspected && "ring-1 ring-accent ring-inset",
      )}
      onClick={() => acts.inspect(clip)}
      onDoubleClick={() => acts.open(clip)}
      onPointerEnter={() => acts.hover(clip.id)}
      onPointerLeave={() => acts.hover(null)}
      onFocus={() => acts.hover(clip.id)}
      onBlur={() => acts.hover(null)}
      onKeyDown={(event) => {
        if (event.key !== "Enter") acts.step(event, clip.id);
        else {
          event.preventDefault();
          acts.open(clip);
        }
      }}
    >
      <Picture clip={clip} />
      <span className="min-w-0">
        <span className="flex items-baseline gap-2 text-sm">
          <span className="font-medium tabular-nums">{clip.number || clip.name}</span>
          <span className="truncate text-xs text-soft">{FRAMINGS[clip.framing]}</span>
        </span>
        <State clip={clip} />
      </span>
    </button>
  );
});

function Picture({ clip }: { clip: Clip }) {
  const tick = useTick(renderOf(clip.jobs)?.id);
  const source = tick?.previewUrl ?? clip.selectedTake?.thumbnailUrl;
  return (
    <span className="block h-12 w-21 shrink-0 overflow-hidden rounded-sm bg-well">
      {source ? (
        <img src={source} alt="" loading="lazy" className="size-full object-cover" />
      ) : null}
    </span>
  );
}

function State({ clip }: { clip: Clip }) {
  const job = renderOf(clip.jobs) ?? (clip.selectedTake ? null : failureOf(clip.jobs));
  const tick = useTick(job?.id);
  if (job) {
    const { tone, word } = jobWords(job, tick);
    return <Status tone={tone}>{word}</Status>;
  }
  return clip.selectedTake ? (
    <Status tone="good">Drawn</Status>
  ) : (
    <Status tone="idle">Not drawn</Status>
  );
}
