import { useDraggable } from "@dnd-kit/core";
import { clsx } from "clsx";
import { type KeyboardEvent, memo, useEffect, useRef, useState } from "react";
import { lengthOf, type Rate, sceneFrames } from "@/editor/time";
import { plural } from "@/ui/words";
import type { SceneView } from "./view";
import { drawnOf } from "./words";

type RailRowProps = {
  view: SceneView;
  rate: Rate;
  count: number;
  top: number;
  height: number;
  current: boolean;
  /** Tab leads here. */
  entry: boolean;
  naming: boolean;
  lifted: boolean;
  mark: "above" | "below" | "in" | null;
  onGo: () => void;
  /** The new name, or null to leave it as it is. */
  onName: (name: string | null) => void;
  onRename: () => void;
  onFocus: () => void;
  onStep: (by: number) => void;
};

export const RailRow = memo(function RailRow(props: RailRowProps) {
  const { view, rate, current, mark } = props;
  const { setNodeRef, listeners } = useDraggable({
    id: `rail ${view.id}`,
    data: { kind: "scene" },
  });
  const { clips, name } = view.scene;
  const button = useRef<HTMLButtonElement>(null);
  const named = useRef(false);
  useEffect(() => {
    if (named.current && !props.naming) button.current?.focus();
    named.current = props.naming;
  }, [props.naming]);

  function onKey(event: KeyboardEvent) {
    if (event.altKey) return;
    const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (by === undefined && event.key !== "F2") return;
    event.preventDefault();
    if (by) props.onStep(by);
    else props.onRename();
  }
  return (
    <li
      ref={setNodeRef}
      data-rail={view.id}
      aria-setsize={props.count}
      aria-posinset={view.number}
      className={clsx(
        "absolute inset-x-0 top-0 px-2 py-0.5",
        props.lifted && "opacity-40",
        mark === "above" && "shadow-[0_-1px_0_1px_var(--accent)]",
        mark === "below" && "shadow-[0_1px_0_1px_var(--accent)]",
      )}
      style={{ height: props.height, transform: `translateY(${props.top}px)` }}
    >
      {props.naming ? (
        <Naming name={name} onName={props.onName} />
      ) : (
        <button
          ref={button}
          type="button"
          tabIndex={props.entry ? 0 : -1}
          aria-current={current ? "true" : undefined}
          onClick={props.onGo}
          onDoubleClick={props.onRename}
          onKeyDown={onKey}
          onFocus={props.onFocus}
          {...listeners}
          className={clsx(
            "flex size-full flex-col justify-center gap-1 rounded-md px-2 text-left",
            current ? "bg-hover" : "hover:bg-raised active:bg-pressed",
            mark === "in" && "bg-accent-wash ring-2 ring-accent",
          )}
        >
          <span className="flex w-full items-baseline gap-2 text-sm">
            <span className="shrink-0 text-xs text-faint tabular-nums">{view.number}</span>
            <span className="line-clamp-2 min-w-0 leading-tight" title={name}>
              {name}
            </span>
          </span>
          <span className="flex w-full items-center gap-2 text-2xs text-faint tabular-nums">
            <span className="shrink-0">
              {plural(clips.length, "shot")} · {lengthOf(sceneFrames(clips), rate)}
            </span>
            <Drawn drawn={drawnOf(clips)} all={clips.length} />
          </span>
        </button>
      )}
    </li>
  );
});

function Drawn({ drawn, all }: { drawn: number; all: number }) {
  return (
    <span className="ml-auto h-1 w-10 shrink-0 overflow-hidden rounded-full bg-pressed">
      <span
        className="block h-full bg-good"
        style={{ width: all === 0 ? 0 : `${(drawn / all) * 100}%` }}
      />
      <span className="sr-only">
        , {drawn} of {all} drawn
      </span>
    </span>
  );
}

function Naming({ name, onName }: { name: string; onName: (name: string | null) => void }) {
  const [begun] = useState(name);
  const [text, setText] = useState(name);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.select(), []);
  const over = useRef(false);
  function end(next: string | null) {
    if (over.current) return;
    over.current = true;
    // Left as it was, it stays as others may have called it meanwhile.
    onName(next === begun ? null : next);
  }
  return (
    <input
      ref={input}
      aria-label="Name of the scene"
      value={text}
      maxLength={200}
      onChange={(event) => setText(event.target.value)}
      onBlur={() => end(text)}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key === "Enter") end(text);
        if (event.key === "Escape") end(null);
      }}
      className="size-full rounded-md border border-accent bg-well px-2 text-sm text-ink"
    />
  );
}
