import { useDraggable } from "@dnd-kit/core";
import { clsx } from "clsx";
import { Lock } from "lucide-react";
import {
  type KeyboardEvent,
  type MouseEvent,
  memo,
  useCallback,
  useEffect,
  useRef,
  useState,
} from "react";
import { lengthOf, type Rate } from "@/editor/time";
import { useBring, useBringing } from "@/graphql/bringing";
import type { Clip } from "@/graphql/entities";
import { usePriceTag } from "@/graphql/price-tag";
import { useTick } from "@/graphql/progress";
import { renderOf } from "@/graphql/renders";
import { useStale, useStaleReasons } from "@/graphql/stale";
import { FRAMINGS } from "@/graphql/words";
import { stillPlease } from "@/ui/media";
import { Brief } from "@/ui/price-tag";
import { Status } from "@/ui/status";
import { Tip } from "@/ui/tip";
import { useFileDrop } from "@/ui/use-file-drop";
import { plural } from "@/ui/words";
import { type BoardActs, useBoardActs } from "./board-acts";
import { CardTools } from "./card-tools";
import { type Box, GAP } from "./layout";
import { NewTakes } from "./new-takes";
import { Picture } from "./picture";
import { type State, stateOf } from "./words";

type CardProps = {
  clip: Clip;
  rate: Rate;
  box: Box;
  column: number;
  chosen: boolean;
  active: boolean;
  /** Rises when it is to take the focus; 0 if it is not. */
  wanted: number;
  inspected: boolean;
  /** Being dragged. */
  lifted: boolean;
  playing: boolean;
};

export const Card = memo(function Card(props: CardProps) {
  const { clip, rate, box, column, chosen, active, inspected, lifted } = props;
  const acts = useBoardActs();
  const [near, setNear] = useState(false);
  const tick = useTick(renderOf(clip.jobs)?.id);
  const state = stateOf(clip, tick);
  const { ref, listeners } = useCell(clip.id, props.wanted);
  const files = useFileDrop(useBring(clip.id));
  const bringing = useBringing(clip.id);
  return (
    // biome-ignore lint/a11y/useSemanticElements: cards of a virtual grid are no table cells.
    <div
      ref={ref}
      role="gridcell"
      aria-selected={chosen}
      aria-colindex={column + 1}
      data-clip={clip.id}
      tabIndex={active ? 0 : -1}
      onClick={(event) => press(event, clip.id, acts)}
      onDoubleClick={() => acts.open(clip.id)}
      onKeyDown={(event) => pressKey(event, clip.id, acts)}
      onFocus={() => acts.hold(clip.id)}
      onPointerEnter={() => setNear(true)}
      onPointerLeave={() => setNear(false)}
      {...listeners}
      {...files.listeners}
      style={{
        width: box.width,
        height: box.picture + box.words,
        left: column * (box.width + GAP),
      }}
      className={clsx(
        "group absolute top-0 flex select-none flex-col overflow-hidden rounded-lg pb-2 text-xs outline-offset-2 transition-colors *:px-2.5",
        chosen ? "bg-accent-wash ring-2 ring-accent" : "bg-panel hover:bg-raised",
        inspected && !chosen && "ring-1 ring-edge",
        lifted && "opacity-40",
        files.over && "ring-2 ring-accent",
      )}
    >
      <div className="relative shrink-0 overflow-hidden bg-well" style={{ height: box.picture }}>
        <Picture
          take={clip.selectedTake}
          preview={tick?.previewUrl ?? null}
          number={clip.number}
          playing={props.playing || (near && !stillPlease())}
        />
        {clip.newTakeCount > 0 ? <NewTakes clip={clip} reachable={active} /> : null}
        {bringing === null && state.progress === null ? null : (
          <Bar progress={bringing ?? state.progress ?? 0} />
        )}
        {near || active ? <CardTools clip={clip} reachable={active} narrow={box.narrow} /> : null}
      </div>
      <Title clip={clip} rate={rate} />
      {box.narrow ? null : <Caption clip={clip} reason={state.reason} />}
      <Foot {...{ clip, state, near }} reachable={active} narrow={box.narrow} />
    </div>
  );
});

function press(event: MouseEvent, id: string, acts: BoardActs) {
  if (event.target instanceof Element && event.target.closest("button, [role=menu]")) return;
  acts.press(id, { range: event.shiftKey, toggle: event.ctrlKey || event.metaKey });
}

function pressKey(event: KeyboardEvent, id: string, acts: BoardActs) {
  if (event.target !== event.currentTarget || event.shiftKey || event.ctrlKey || event.metaKey)
    return;
  if (event.key === "Enter") acts.open(id);
  else if (event.key === " ") acts.preview(id);
  else return;
  event.preventDefault();
}

/** A cell that can be dragged, and takes the focus each time `wanted` rises. */
function useCell(id: string, wanted: number) {
  const { setNodeRef, listeners } = useDraggable({ id, data: { kind: "clip" } });
  const node = useRef<HTMLDivElement | null>(null);
  useEffect(() => {
    if (wanted > 0) node.current?.focus({ preventScroll: true });
  }, [wanted]);
  const ref = useCallback(
    (element: HTMLDivElement | null) => {
      node.current = element;
      setNodeRef(element);
    },
    [setNodeRef],
  );
  return { ref, listeners };
}

function Bar({ progress }: { progress: number }) {
  return (
    <div aria-hidden className="absolute inset-x-0 bottom-0 h-1 bg-pressed">
      <div
        className="h-full bg-accent transition-[width]"
        style={{ width: `${Math.round(progress * 100)}%` }}
      />
    </div>
  );
}

function Title({ clip, rate }: { clip: Clip; rate: Rate }) {
  return (
    <p className="flex items-baseline gap-2 whitespace-nowrap pt-1.5 text-soft tabular-nums">
      <strong className="font-semibold text-ink">{clip.number}</strong>
      {clip.lockedAt ? (
        <Lock size={12} role="img" aria-label="Locked" className="shrink-0 self-center" />
      ) : null}
      <span className="min-w-0 grow truncate">{FRAMINGS[clip.framing]}</span>
      {lengthOf(clip.durationFrames, rate)}
    </p>
  );
}

function Caption({ clip, reason }: { clip: Clip; reason: string | null }) {
  const words = reason ?? (clip.caption || clip.name);
  return (
    <p
      className={clsx("mt-0.5 line-clamp-2 shrink-0", reason ? "text-bad" : "text-soft")}
      title={words}
    >
      {words}
    </p>
  );
}

type AgainProps = { jobId: string; reachable: boolean; narrow: boolean };

function Again({ jobId, reachable, narrow }: AgainProps) {
  const acts = useBoardActs();
  const price = usePriceTag({ again: jobId });
  return (
    <Tip label={price.words}>
      <button
        type="button"
        tabIndex={reachable ? 0 : -1}
        onClick={() => acts.retry([jobId])}
        {...price.near}
        className="flex h-6 shrink-0 items-center gap-1.5 rounded-sm px-1 text-accent hover:bg-hover"
      >
        Try again
        {narrow ? null : <Brief price={price} />}
      </button>
    </Tip>
  );
}

type FootProps = {
  clip: Clip;
  state: State;
  near: boolean;
  reachable: boolean;
  narrow: boolean;
};

/** How far the shot is, and what there is of it. */
function Foot({ clip, state, near, reachable, narrow }: FootProps) {
  const stale = useStale().has(clip.id) && state.job === null;
  const why = useStaleReasons(clip.id, stale && (near || reachable));
  const failed = state.reason === null ? null : state.job;
  return (
    <div
      className="mt-auto flex h-5 items-center gap-2 tabular-nums *:first:min-w-0 *:first:grow"
      title={why || (state.progress === null ? undefined : state.word)}
    >
      <Status tone={stale ? "warn" : state.tone}>
        <span className="truncate">{stale ? "Out of date" : state.word}</span>
        {why ? <span className="sr-only">. {why}</span> : null}
      </Status>
      {failed ? <Again jobId={failed.id} reachable={reachable} narrow={narrow} /> : null}
      {clip.galleryCount > 1 && !failed && !narrow ? (
        <span className="shrink-0 text-2xs text-soft">{plural(clip.galleryCount, "take")}</span>
      ) : null}
    </div>
  );
}
