import { type KeyboardEvent, useState } from "react";
import { type Rate, timecode } from "@/editor/time";
import { TextField } from "@/ui/field";
import { DraftNote, DraftTrouble } from "./draft-note";
import { framesOf, inFrames, LENGTHS, LONGEST, spoken } from "./length";
import { useDraft } from "./use-draft";

type ClipLengthProps = {
  clip: { id: string; number: string; durationFrames: number };
  rate: Rate;
};

/** The length of one shot, kept while it is typed. */
export function ClipLength({ clip: { id, number, durationFrames }, rate }: ClipLengthProps) {
  const value = spoken(durationFrames, rate);
  const what = `length of shot ${number}`;
  const draft = useDraft({ id, field: "length", value, what, held: true });
  return (
    <div className="relative">
      <LengthField
        typed={draft.phase === null ? null : draft.text}
        frames={durationFrames}
        rate={rate}
        onType={draft.type}
        onLeave={draft.phase === "held" ? draft.leave : () => undefined}
        onStop={draft.drop}
      />
      <div className="absolute right-0 top-0">
        <DraftNote draft={draft} />
      </div>
      <DraftTrouble draft={draft} id={`${id}-length`} />
    </div>
  );
}

type CommonLengthProps = {
  /** Undefined if they differ. */
  frames: number | undefined;
  rate: Rate;
  onChange: (frames: number) => void;
};

/** The length of several shots. */
export function CommonLength({ frames, rate, onChange }: CommonLengthProps) {
  const [typed, setTyped] = useState<string | null>(null);
  function leave() {
    const meant = typed === null ? null : framesOf(typed, rate);
    if (meant !== null && meant !== frames) onChange(meant);
    setTyped(null);
  }
  return (
    <LengthField
      {...{ typed, frames, rate }}
      onType={setTyped}
      onLeave={leave}
      onStop={() => setTyped(null)}
    />
  );
}

type LengthFieldProps = {
  /** Null while nothing is. */
  typed: string | null;
  frames: number | undefined;
  rate: Rate;
  onType: (text: string) => void;
  /** A length was typed and is meant. */
  onLeave: () => void;
  /** It is to stay as it is. */
  onStop: () => void;
};

/** A length, typed in seconds, frames or timecode; arrows change it by a frame, with Shift by a second. */
function LengthField({ typed, frames, rate, onType, onLeave, onStop }: LengthFieldProps) {
  const [wrong, setWrong] = useState(false);
  const meant = typed === null ? (frames ?? null) : framesOf(typed, rate);

  function type(text: string) {
    onType(text);
    setWrong(false);
  }
  function commit() {
    if (typed === null) return;
    if (typed.trim() === "") onStop();
    else if (meant === null) setWrong(true);
    else onLeave();
  }
  function onKeyDown(event: KeyboardEvent<HTMLInputElement>) {
    if (event.key === "Enter") commit();
    if (event.key === "Escape" && typed !== null) {
      event.stopPropagation();
      onStop();
      setWrong(false);
    }
    const way = event.key === "ArrowUp" ? 1 : event.key === "ArrowDown" ? -1 : 0;
    if (way === 0 || meant === null) return;
    event.preventDefault();
    const step = event.shiftKey ? Math.round(rate.numerator / rate.denominator) : 1;
    type(spoken(Math.min(LONGEST, Math.max(1, meant + way * step)), rate));
  }
  const hint = meant === null ? LENGTHS : `${inFrames(meant)}, ${timecode(meant, rate)}`;
  return (
    <TextField
      label="Length"
      value={typed ?? (frames === undefined ? "" : spoken(frames, rate))}
      placeholder="Mixed"
      autoComplete="off"
      className="tabular-nums"
      hint={<span className="tabular-nums">{hint}</span>}
      error={wrong ? LENGTHS : null}
      onChange={(event) => type(event.target.value)}
      onFocus={(event) => event.target.select()}
      onBlur={commit}
      onKeyDown={onKeyDown}
    />
  );
}
