import { useVirtualizer } from "@tanstack/react-virtual";
import { clsx } from "clsx";
import { type KeyboardEvent, memo, useEffect, useRef, useState } from "react";
import { FRAMINGS } from "@/graphql/words";
import type { PreviewShot } from "./documents";
import type { Row } from "./shots";
import { focusSoon, VirtualRows } from "./virtual-rows";
import { previewLength } from "./words";

type PreviewListProps = {
  rows: readonly Row[];
  /** The row that the text stands at; -1 if none. */
  active: number;
  /** Whether the list is to follow the text to it. */
  follow: boolean;
  onHover: (at: number | null) => void;
  onChoose: (at: number) => void;
};

const HEIGHTS = { cast: 120, scene: 44, shot: 56 };

/** The scenes and shots that a script becomes, beside its text. */
export function PreviewList({ rows, active, follow, onHover, onChoose }: PreviewListProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const [current, setCurrent] = useState(-1);
  const list = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    getItemKey: (at) => rows[at]?.key ?? at,
    estimateSize: (at) => HEIGHTS[rows[at]?.kind ?? "shot"],
    overscan: 12,
  });
  useEffect(() => {
    if (follow && active >= 0) list.scrollToIndex(active, { align: "auto" });
  }, [follow, active, list]);

  const first = rows.findIndex((row) => row.kind === "shot");
  const tabStop = rows[current]?.kind === "shot" ? current : first;
  function onKeyDown(event: KeyboardEvent, at: number) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    let next = at + step;
    while (rows[next] && rows[next]?.kind !== "shot") next += step;
    if (!rows[next]) return;
    setCurrent(next);
    list.scrollToIndex(next, { align: "auto" });
    focusSoon(scroller, `[data-row="${next}"]`);
  }

  return (
    <div
      ref={scroller}
      className="h-full overflow-y-auto px-3 pb-6"
      onPointerLeave={() => onHover(null)}
    >
      <VirtualRows list={list}>
        {(index) => (
          <PreviewRow
            row={rows[index]}
            at={index}
            isActive={index === active}
            isTabStop={index === tabStop}
            onHover={onHover}
            onChoose={onChoose}
            onFocus={setCurrent}
            onKeyDown={onKeyDown}
          />
        )}
      </VirtualRows>
    </div>
  );
}

type RowProps = Pick<PreviewListProps, "onHover" | "onChoose"> & {
  row: Row | undefined;
  at: number;
  isActive: boolean;
  isTabStop: boolean;
  onFocus: (at: number) => void;
  onKeyDown: (event: KeyboardEvent, at: number) => void;
};

function PreviewRow({ row, at, isActive, isTabStop, ...acts }: RowProps) {
  if (!row) return null;
  if (row.kind === "cast") return <Cast characters={row.characters} />;
  if (row.kind === "scene") {
    return (
      <h3
        className={clsx(
          "flex items-baseline gap-3 rounded-md px-3 pb-1.5 pt-4 text-sm font-semibold",
          isActive && "bg-accent-wash",
        )}
        onPointerEnter={() => acts.onHover(at)}
      >
        <span className="w-8 shrink-0 tabular-nums text-faint">{row.scene.number}</span>
        <span className="min-w-0 wrap-anywhere">{row.scene.name}</span>
      </h3>
    );
  }
  return (
    <button
      type="button"
      data-row={at}
      tabIndex={isTabStop ? 0 : -1}
      aria-current={isActive ? "true" : undefined}
      className={clsx(
        "flex w-full items-start gap-3 rounded-md px-3 py-2 text-left",
        isActive ? "bg-accent-wash" : "hover:bg-hover",
      )}
      onPointerEnter={() => acts.onHover(at)}
      onFocus={() => {
        acts.onFocus(at);
        acts.onHover(at);
      }}
      onBlur={() => acts.onHover(null)}
      onKeyDown={(event) => acts.onKeyDown(event, at)}
      onClick={() => acts.onChoose(at)}
    >
      <Shot shot={row.shot} />
    </button>
  );
}

const Shot = memo(function Shot({ shot }: { shot: PreviewShot }) {
  return (
    <>
      <span className="w-8 shrink-0 text-sm tabular-nums text-soft">{shot.number}</span>
      <span className="min-w-0 grow">
        <span className="line-clamp-2 text-sm wrap-anywhere">{shot.caption || shot.name}</span>
        <span className="mt-0.5 flex gap-2 text-xs text-faint">
          <span>{FRAMINGS[shot.framing]}</span>
          {shot.characters.length > 0 ? (
            <span className="truncate">{shot.characters.join(", ")}</span>
          ) : null}
        </span>
      </span>
      <span className="shrink-0 text-xs tabular-nums text-faint">
        {previewLength(shot.durationFrames)}
      </span>
    </>
  );
});

function Cast({ characters }: { characters: { name: string; look: string; speeches: number }[] }) {
  return (
    <section className="px-3 pb-1 pt-1">
      <h3 className="mb-1.5 text-xs font-medium text-faint">Characters</h3>
      <ul className="flex flex-wrap gap-x-4 gap-y-1 text-sm">
        {characters.map(({ name, look }) => (
          <li key={name} className="min-w-0">
            <span className="font-medium">{name}</span>
            {look ? <span className="text-soft"> {look}</span> : null}
          </li>
        ))}
      </ul>
    </section>
  );
}
