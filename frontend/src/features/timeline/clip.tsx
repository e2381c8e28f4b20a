import { clsx } from "clsx";
import { Film as FilmIcon, Image, Lock, Music2, SquareDashed } from "lucide-react";
import { memo } from "react";
import { lengthOf, type Rate, timecode } from "@/editor/time";
import { turnOf } from "@/editor/transitions";
import { useTick } from "@/graphql/progress";
import { failureOf, renderOf } from "@/graphql/renders";
import { jobWords } from "@/graphql/words";
import type { Tone } from "@/ui/status";
import { plural } from "@/ui/words";
import type { Desk, FilmShot } from "./desk";

export const LANE = 76;
const CLIP = LANE - 6;

type TimelineClipProps = {
  shot: FilmShot;
  scale: number;
  rate: Rate;
  chosen: boolean;
  active: boolean;
  /** By how many frames it is dragged, its end, and its take under it. */
  by: number;
  longer: number;
  slid: number;
  lifted: boolean;
  clash: boolean;
  column: number;
  acts: Desk["acts"];
};

/** A shot on its lane. */
export const TimelineClip = memo(function TimelineClip(props: TimelineClipProps) {
  const { shot, scale, rate, chosen, active, by, longer, slid, lifted, clash, acts } = props;
  const { clip } = shot;
  const frames = shot.end - shot.start + longer;
  const width = Math.max(2, frames * scale - 1);
  const state = useState(shot);
  const wide = width > 48;
  const moves = clip.selectedTake !== null && clip.selectedTake.kind !== "IMAGE";
  const edge = `absolute inset-y-0 cursor-ew-resize group-hover:bg-edge/50 ${wide ? "w-2" : "w-1"}`;
  const named = width > 12 + 7 * clip.number.length;
  return (
    // biome-ignore lint/a11y/useSemanticElements: shots of a virtual grid are no table cells.
    <div
      role="gridcell"
      aria-selected={chosen}
      aria-colindex={props.column}
      title={width < 120 ? `${clip.number} ${clip.name}` : undefined}
      data-clip={clip.id}
      data-lifted={lifted || undefined}
      tabIndex={active ? 0 : -1}
      onPointerDown={(event) => acts.grab(event, shot, event.altKey && moves ? "slip" : "move")}
      onDoubleClick={() => acts.open(clip.id)}
      onFocus={() => acts.hold(clip.id)}
      style={{ left: (shot.start + by) * scale, width, height: CLIP }}
      className={clsx(
        "group absolute top-0.5 flex cursor-grab touch-none select-none flex-col overflow-hidden rounded-md -outline-offset-2",
        chosen ? "bg-accent-wash ring-2 ring-inset ring-accent" : "bg-raised hover:bg-hover",
        lifted && "z-10 cursor-grabbing opacity-90 shadow-float",
        clash && "ring-2 ring-inset ring-warn",
      )}
    >
      <span className="sr-only">{spoken(shot, rate, state.word)}</span>
      <div
        aria-hidden
        className={clsx(
          "relative flex h-5.5 shrink-0 items-center gap-1.5 whitespace-nowrap text-2xs text-soft tabular-nums",
          wide ? "px-2" : "justify-center px-1",
        )}
      >
        {wide || !named ? <Dot tone={state.tone} /> : null}
        {named ? <strong className="font-semibold text-ink">{clip.number}</strong> : null}
        {wide ? (
          <>
            {clip.lockedAt ? <Lock size={10} aria-hidden className="shrink-0" /> : null}
            <span className="min-w-0 grow truncate">{width > 180 ? clip.name : null}</span>
            {width > 88 ? <span>{lengthOf(frames, rate)}</span> : null}
            {width > 64 ? <Kind shot={shot} /> : null}
          </>
        ) : null}
      </div>
      <Pictures shot={shot} chosen={chosen} caption={width > 120} left={-slid * scale} />
      {state.progress === null ? null : (
        <span className="absolute inset-x-0 bottom-0 h-1 bg-pressed">
          <span className="block h-full bg-accent" style={{ width: `${state.progress * 100}%` }} />
        </span>
      )}
      <span
        data-head
        onPointerDown={(event) => acts.grab(event, shot, "head")}
        className={`left-0 ${edge}`}
      />
      <span
        data-trim
        onPointerDown={(event) => acts.grab(event, shot, "trim")}
        className={`right-0 ${edge}`}
      />
    </div>
  );
});

function useState({ clip }: FilmShot): { tone: Tone; word: string; progress: number | null } {
  const job = renderOf(clip.jobs);
  const tick = useTick(job?.id);
  if (job) return jobWords(job, tick);
  const failed = failureOf(clip.jobs);
  if (failed) return jobWords(failed);
  return clip.selectedTake
    ? { tone: "good", word: "Done", progress: null }
    : { tone: "idle", word: "Nothing yet", progress: null };
}

const DOTS: Record<Tone, string> = {
  idle: "border border-edge rounded-full",
  wait: "border-2 border-accent rounded-full",
  run: "bg-accent animate-pulse rounded-full",
  good: "bg-good rounded-full",
  warn: "bg-warn rotate-45",
  bad: "bg-bad",
};

function Dot({ tone }: { tone: Tone }) {
  return <span aria-hidden className={clsx("dot size-1.5 shrink-0", DOTS[tone])} />;
}

function Kind({ shot }: { shot: FilmShot }) {
  const kind = shot.clip.selectedTake?.kind;
  const Icon =
    kind === "VIDEO" ? FilmIcon : kind === "AUDIO" ? Music2 : kind ? Image : SquareDashed;
  return <Icon size={11} aria-hidden className="shrink-0 text-faint" />;
}

type PicturesProps = { shot: FilmShot; chosen: boolean; caption: boolean; left: number };

/** Its picture, again and again, as on a strip of film. */
function Pictures({ shot, chosen, caption, left }: PicturesProps) {
  const take = shot.clip.selectedTake;
  const url = take?.thumbnailUrl ?? (take?.kind === "IMAGE" ? take.url : null);
  if (!url) {
    return (
      <div aria-hidden className="grid min-h-0 grow place-items-center bg-well px-2">
        {caption ? (
          <p className="line-clamp-2 text-center text-2xs text-faint">
            {shot.clip.caption || shot.clip.name}
          </p>
        ) : null}
      </div>
    );
  }
  return (
    <div
      className={clsx("min-h-0 grow bg-well bg-repeat-x", chosen && "mx-0.5 mb-0.5")}
      style={{
        backgroundImage: `url("${url}")`,
        backgroundSize: "auto 100%",
        backgroundPositionX: left,
      }}
    />
  );
}

/** Out of what is before it, as a wedge over the cut. */
export function Wedge({ shot, scale }: { shot: FilmShot; scale: number }) {
  const { from, to } = turnOf(shot);
  const width = (to - from) * scale;
  if (width < 3) return null;
  return (
    <svg
      aria-hidden
      className="pointer-events-none absolute top-0.5 z-[5]"
      style={{ left: from * scale, width, height: 22 }}
      viewBox="0 0 100 22"
      preserveAspectRatio="none"
    >
      <rect
        width="100"
        height="22"
        rx="0"
        fill="var(--pressed)"
        stroke="var(--edge)"
        vectorEffect="non-scaling-stroke"
      />
      <path d="M0 22L100 0V22z" fill="var(--soft)" opacity="0.7" />
    </svg>
  );
}

const TURNS = {
  CUT: "",
  DISSOLVE: "dissolves in",
  FADE: "fades in through black",
  WIPE: "wipes in",
};

function spoken({ clip, start }: FilmShot, rate: Rate, state: string): string {
  const turn = TURNS[clip.transitionKind];
  return [
    `Shot ${clip.number}`,
    clip.name,
    `from ${timecode(start, rate)}`,
    lengthOf(clip.durationFrames, rate),
    clip.sourceFrame > 0 ? `${plural(clip.sourceFrame, "frame")} into its take` : "",
    turn,
    clip.lockedAt ? "locked" : "",
    state,
  ]
    .filter(Boolean)
    .join(", ");
}
