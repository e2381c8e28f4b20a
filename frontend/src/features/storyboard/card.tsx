import { useDraggable } from "@dnd-kit/core";
import { clsx } from "clsx";
import { Images } from "lucide-react";
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
import type { Clip } from "@/graphql/entities";
import { useTick } from "@/graphql/progress";
import { Status } from "@/ui/status";
import { useBoardActs } from "./board-acts";
import { CardTools } from "./card-tools";
import { type Box, GAP } from "./layout";
import { Picture } from "./picture";
import { FRAMINGS, renderOf, type State, stateOf } from "./words";

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
  const tick = useTick(renderOf(clip)?.id);
  const state = stateOf(clip, tick);
  const { ref, listeners } = useCell(clip.id, props.wanted);
  const length = lengthOf(clip.durationFrames, rate);

  function press(event: MouseEvent) {
    if (event.target instanceof Element && event.target.closest("button, [role=menu]")) return;
    acts.press(clip.id, { range: event.shiftKey, toggle: event.ctrlKey || event.metaKey });
  }
  function pressKey(event: KeyboardEvent) {
    if (event.target !== event.currentTarget || event.shiftKey || event.ctrlKey || event.metaKey)
      return;
    if (event.key === "Enter") acts.open(clip.id);
    else if (event.key === " ") acts.preview(clip.id);
    else return;
    event.preventDefault();
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: cards of a virtual grid are no table cells.
    <div
      ref={ref}
      role="gridcell"
      aria-selected={chosen}
      aria-colindex={column + 1}
      data-clip={clip.id}
      tabIndex={active ? 0 : -1}
      onClick={press}
      onDoubleClick={() => acts.open(clip.id)}
      onKeyDown={pressKey}
      onFocus={() => acts.hold(clip.id)}
      onPointerEnter={() => setNear(true)}
      onPointerLeave={() => setNear(false)}
      {...listeners}
      style={{
        width: box.width,
        height: box.picture + box.words,
        left: column * (box.width + GAP),
      }}
      className={clsx(
        "group absolute top-0 flex select-none flex-col overflow-hidden rounded-lg outline-offset-2 transition-colors",
        chosen ? "bg-accent-wash ring-2 ring-accent" : "bg-panel hover:bg-raised",
        inspected && !chosen && "ring-1 ring-edge",
        lifted && "opacity-40",
      )}
    >
      <div className="relative shrink-0 overflow-hidden bg-well" style={{ height: box.picture }}>
        <Picture
          take={clip.selectedTake}
          preview={tick?.previewUrl ?? null}
          number={clip.number}
          playing={props.playing || (near && !stillPlease())}
        />
        {state.progress === null ? null : <Bar progress={state.progress} />}
        {near || active ? <CardTools clip={clip} reachable={active} narrow={box.narrow} /> : null}
      </div>
      <Words clip={clip} length={length} state={state} narrow={box.narrow} reachable={active} />
    </div>
  );
});

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

function stillPlease(): boolean {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
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

type WordsProps = {
  clip: Clip;
  length: string;
  state: State;
  narrow: boolean;
  reachable: boolean;
};

function Words({ clip, length, state, narrow, reachable }: WordsProps) {
  const acts = useBoardActs();
  return (
    <div className="flex min-h-0 grow flex-col px-2.5 pb-2 pt-1.5">
      <div className="flex items-baseline gap-2 text-xs">
        <span className="font-semibold text-ink tabular-nums">
          <span className="sr-only">Shot </span>
          {clip.number}
        </span>
        <span className="min-w-0 grow truncate text-soft">{FRAMINGS[clip.framing]}</span>
        <span className="shrink-0 text-soft tabular-nums">{length}</span>
      </div>
      {narrow ? null : (
        <p
          className={clsx("mt-0.5 line-clamp-2 text-xs", state.reason ? "text-bad" : "text-soft")}
          title={state.reason ?? clip.caption}
        >
          {state.reason ?? (clip.caption || clip.name)}
        </p>
      )}
      <div className="mt-auto flex h-5 items-center gap-2">
        <span
          className="flex min-w-0 grow tabular-nums [&>span]:min-w-0"
          title={state.progress === null ? undefined : state.word}
        >
          <Status tone={state.tone}>
            <span className="truncate">{state.word}</span>
          </Status>
        </span>
        {state.job && state.reason !== null ? (
          <button
            type="button"
            tabIndex={reachable ? 0 : -1}
            onClick={() => state.job && acts.retry(state.job.id)}
            className="h-6 shrink-0 rounded-sm px-1 text-xs text-accent hover:bg-hover"
          >
            Try again
          </button>
        ) : null}
        {clip.galleryCount > 1 && state.reason === null ? (
          <span className="flex shrink-0 items-center gap-1 text-2xs text-soft tabular-nums">
            <Images size={12} aria-hidden />
            {clip.galleryCount}
            <span className="sr-only"> takes</span>
          </span>
        ) : null}
      </div>
    </div>
  );
}
