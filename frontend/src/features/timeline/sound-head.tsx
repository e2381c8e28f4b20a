import { clsx } from "clsx";
import { GripVertical, Volume2, VolumeX } from "lucide-react";
import { type KeyboardEvent, useEffect, useRef } from "react";
import { decibels } from "@/editor/sound";
import type { Track } from "@/graphql/entities";
import { IconButton } from "@/ui/button";
import { useDesk } from "./desk";
import { Naming } from "./naming";
import { HEAD } from "./use-view";

export const ROW = 72;

type HeadProps = { track: Track; chosen: boolean };

/** What a sound is called, its place among the others, and how loud it is. */
export function SoundHead({ track, chosen }: HeadProps) {
  const { acts, tracks } = useDesk();
  return (
    // biome-ignore lint/a11y/useSemanticElements: rows of a virtual grid are no table rows.
    // biome-ignore lint/a11y/useFocusableInteractive: what is in it is.
    <div
      role="rowheader"
      className={clsx(
        "sticky left-0 z-30 flex shrink-0 flex-col justify-center gap-1 border-r border-line pl-3 pr-2 text-xs",
        chosen ? "bg-raised" : "bg-panel",
      )}
      style={{ width: HEAD }}
    >
      <div className="flex items-center gap-1">
        {tracks.length > 1 ? <Handle track={track} /> : null}
        <Name track={track} />
        <IconButton
          small
          label={track.muted ? `Unmute ${track.name}` : `Mute ${track.name}`}
          aria-pressed={track.muted}
          onClick={() =>
            acts.changeTrack(track, { muted: !track.muted }, track.muted ? "Unmuted" : "Muted")
          }
        >
          {track.muted ? <VolumeX size={14} className="text-warn" /> : <Volume2 size={14} />}
        </IconButton>
      </div>
      <Gain track={track} />
    </div>
  );
}

/** Dragged up or down, or by the arrows: its place among the sounds. */
function Handle({ track }: { track: Track }) {
  const { acts, carriedId } = useDesk();
  const button = useRef<HTMLButtonElement>(null);
  function onKey(event: KeyboardEvent) {
    const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (by === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    // Where the page moves it to, the focus is lost on the way.
    void acts.stepTrack(track, by).then(() => requestAnimationFrame(() => button.current?.focus()));
  }
  return (
    <button
      ref={button}
      type="button"
      aria-label={`Place of ${track.name}: up and down arrows move it`}
      title="Drag, or press the up and down arrows"
      onKeyDown={onKey}
      onPointerDown={(event) => acts.grabOrder(event, track, ROW)}
      className={clsx(
        "-ml-2.5 grid size-6 shrink-0 touch-none place-items-center rounded-sm text-faint hover:text-ink",
        carriedId === track.id ? "cursor-grabbing" : "cursor-grab",
      )}
    >
      <GripVertical size={14} aria-hidden />
    </button>
  );
}

function Name({ track }: { track: Track }) {
  const { acts, namedId } = useDesk();
  const button = useRef<HTMLButtonElement>(null);
  const naming = namedId === track.id;
  const named = useRef(false);
  useEffect(() => {
    if (named.current && !naming) button.current?.focus();
    named.current = naming;
  }, [naming]);
  if (naming) {
    return (
      <Naming
        name={track.name}
        onName={(name) => {
          acts.rename(null);
          if (name) acts.changeTrack(track, { name }, "Renamed");
        }}
      />
    );
  }
  return (
    <button
      ref={button}
      type="button"
      title={track.name}
      onClick={() => acts.chooseTrack(track.id)}
      onDoubleClick={() => acts.rename(track.id)}
      onKeyDown={(event) => {
        if (event.key !== "F2") return;
        event.preventDefault();
        acts.rename(track.id);
      }}
      className="h-6 min-w-0 grow truncate rounded-sm text-left text-ink hover:text-accent"
    >
      {track.name}
    </button>
  );
}

/** How loud it is; told to the studio when it is let go. */
function Gain({ track }: { track: Track }) {
  const { acts } = useDesk();
  return (
    <div className="flex h-6 items-center gap-2 text-2xs text-faint tabular-nums">
      <GainSlider
        name={track.name}
        key={`${track.id} ${track.gainDb}`}
        gain={track.gainDb}
        onChange={(gainDb) => acts.changeTrack(track, { gainDb }, "Changed the loudness of")}
      />
    </div>
  );
}

type GainProps = { name: string; gain: number; onChange: (gain: number) => void };

function GainSlider({ name, gain, onChange }: GainProps) {
  const settle = (input: HTMLInputElement) => {
    if (input.valueAsNumber !== gain) onChange(input.valueAsNumber);
  };
  return (
    <>
      <input
        type="range"
        aria-label={`Loudness of ${name}`}
        aria-valuetext={decibels(gain)}
        min={-40}
        max={12}
        step={0.5}
        defaultValue={Math.max(-40, gain)}
        className="h-6 w-full min-w-0 accent-soft"
        onInput={({ currentTarget }) => {
          const words = currentTarget.nextElementSibling;
          if (words) words.textContent = decibels(currentTarget.valueAsNumber);
        }}
        onPointerUp={({ currentTarget }) => settle(currentTarget)}
        onKeyUp={({ currentTarget }) => settle(currentTarget)}
        onBlur={({ currentTarget }) => settle(currentTarget)}
      />
      <span className="w-12 shrink-0 text-right">{decibels(gain)}</span>
    </>
  );
}
