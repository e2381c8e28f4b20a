import { useVirtualizer } from "@tanstack/react-virtual";
import { clsx } from "clsx";
import { type KeyboardEvent, type PointerEvent, useMemo, useRef, useState } from "react";
import { lastUpTo, type Span } from "./lines";
import { Outline } from "./outline";
import { PageBlock } from "./page-block";
import { type Clip, type Passage, spanOfShot } from "./passages";
import { ShotTile, type TileActs } from "./shot-tile";
import type { Page } from "./use-reading";
import { focusSoon, VirtualRows } from "./virtual-rows";

type ReadingPageProps = {
  page: Page;
  inspectedId: string | null;
  onInspect: (clipId: string) => void;
  onOpen: (clip: Clip) => void;
};

const PASSAGE = 96;

/** The page and its shots, each at its lines; only what is near the eye is in the document. */
export function ReadingPage({ page, inspectedId, onInspect, onOpen }: ReadingPageProps) {
  const { passages, shots, outline } = page;
  const scroller = useRef<HTMLDivElement>(null);
  const { hover, onPointerMove, markedId, span } = useMark(page, inspectedId);
  const list = useVirtualizer({
    count: passages.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => PASSAGE,
    overscan: 8,
    paddingStart: 24,
    paddingEnd: 96,
  });
  const starts = useMemo(() => passages.map(({ from }) => from), [passages]);
  const show = (line: number, align: "start" | "auto") =>
    list.scrollToIndex(Math.max(0, lastUpTo(starts, line)), { align });

  function step(event: KeyboardEvent, clipId: string) {
    const next = shotAt(shots, clipId, event.key);
    if (!next) return;
    event.preventDefault();
    show(next.line, "auto");
    focusSoon(scroller, `[data-shot="${next.clip.id}"]`);
  }
  const inspect = (clip: Clip) => onInspect(clip.id);
  const acts: TileActs = { inspect, open: onOpen, hover, step };
  const top = list.getVirtualItems().find((item) => item.end > (list.scrollOffset ?? 0) + PASSAGE);
  const current = lastUpTo(
    outline.map(({ line }) => line),
    starts[top?.index ?? 0] ?? 1,
  );
  const standing = list.getVirtualItems().flatMap(({ index }) => passages[index]?.shots ?? []);
  const tabStop = (standing.find(({ clip }) => clip.id === inspectedId) ?? standing[0])?.clip.id;

  return (
    <div className="flex h-full">
      <Outline entries={outline} current={current} onGo={(line) => show(line, "start")} />
      <section
        ref={scroller}
        aria-label="Script and shots"
        className="min-w-0 grow overflow-y-auto px-4"
      >
        <div className="mx-auto w-full max-w-240" onPointerMove={onPointerMove}>
          <VirtualRows list={list}>
            {(index) => (
              <PassageRow
                passage={passages[index]}
                isFirst={index === 0}
                isLast={index === passages.length - 1}
                span={span}
                markedId={markedId}
                inspectedId={inspectedId}
                tabStop={tabStop}
                acts={acts}
              />
            )}
          </VirtualRows>
        </div>
      </section>
    </div>
  );
}

/** The shot that is pointed at, else the inspected one, and its lines. */
function useMark({ shots, lines }: Page, inspectedId: string | null) {
  const [hovered, hover] = useState<string | null>(null);
  const markedId = hovered ?? inspectedId;
  const span = useMemo(() => {
    const at = shots.findIndex(({ clip }) => clip.id === markedId);
    return spanOfShot(shots, at, lines);
  }, [shots, lines, markedId]);

  /** The shot of the line that the pointer is on. */
  function onPointerMove(event: PointerEvent) {
    if (!(event.target instanceof Element) || event.target.closest("[data-shot]")) return;
    const target = event.target.closest("[data-line]");
    const line = Number(target?.getAttribute("data-line") ?? 0);
    const at = line
      ? lastUpTo(
          shots.map((shot) => shot.line),
          line,
        )
      : -1;
    const first = shots.find((shot) => shot.line === shots[at]?.line);
    hover(first?.clip.id ?? null);
  }
  return { hover, onPointerMove, markedId, span };
}

/** The shot that a key leads to from another. */
function shotAt(
  shots: Page["shots"],
  clipId: string,
  key: string,
): Page["shots"][number] | undefined {
  const at = shots.findIndex(({ clip }) => clip.id === clipId);
  const ways: Record<string, number> = {
    ArrowDown: at + 1,
    ArrowUp: at - 1,
    Home: 0,
    End: shots.length - 1,
  };
  return shots[ways[key] ?? -1];
}

type RowProps = {
  passage: Passage | undefined;
  isFirst: boolean;
  isLast: boolean;
  span: Span | null;
  markedId: string | null;
  inspectedId: string | null;
  tabStop: string | undefined;
  acts: TileActs;
};

function PassageRow({ passage, isFirst, isLast, span, markedId, ...rest }: RowProps) {
  if (!passage) return null;
  return (
    <div className="grid grid-cols-[minmax(0,1fr)_15rem] gap-4">
      <div
        className={clsx(
          "bg-raised px-6 pb-1 font-script text-base lg:px-16",
          isFirst && "rounded-t-lg pt-8",
          isLast && "rounded-b-lg pb-16",
        )}
      >
        {passage.blocks.map((block) => (
          <PageBlock
            key={block.line}
            block={block}
            span={meets(block.line, block.lines.length, span)}
          />
        ))}
      </div>
      <div className="flex flex-col gap-1 pt-2">
        {passage.shots.map(({ clip }) => (
          <ShotTile
            key={clip.id}
            clip={clip}
            isInspected={clip.id === rest.inspectedId}
            isMarked={clip.id === markedId}
            isTabStop={clip.id === rest.tabStop}
            acts={rest.acts}
          />
        ))}
      </div>
    </div>
  );
}

/** The span if it holds any of these lines: a block that it passes by need not be drawn again. */
function meets(line: number, count: number, span: Span | null): Span | null {
  return span && span.from < line + count && line <= span.to ? span : null;
}
