import { type KeyboardEvent, useState } from "react";
import { type Rate, timecode } from "@/editor/time";
import { TextField } from "@/ui/field";
import { framesOf, inFrames, LONGEST, spoken } from "./length";

const EXAMPLES = "Such as 2.5, 60f or 0:02";

type LengthFieldProps = {
  /** Undefined if several differ. */
  frames: number | undefined;
  rate: Rate;
  onChange: (frames: number) => void;
};

/** A length, typed in seconds, frames or timecode; arrows change it by a frame, with Shift by a second. */
export function LengthField({ frames, rate, onChange }: LengthFieldProps) {
  const [typed, setTyped] = useState<string | null>(null);
  const [wrong, setWrong] = useState(false);
  const meant = typed === null ? (frames ?? null) : framesOf(typed, rate);

  function stop() {
    setTyped(null);
    setWrong(false);
  }
  function commit() {
    if (typed === null) return;
    if (meant === null) return typed.trim() === "" ? stop() : setWrong(true);
    if (meant !== frames) onChange(meant);
    stop();
  }
  function onKeyDown(event: KeyboardEvent<HTMLInputElement>) {
    if (event.key === "Enter") commit();
    if (event.key === "Escape" && typed !== null) {
      event.stopPropagation();
      stop();
    }
    const way = event.key === "ArrowUp" ? 1 : event.key === "ArrowDown" ? -1 : 0;
    if (way === 0 || meant === null) return;
    event.preventDefault();
    const step = event.shiftKey ? Math.round(rate.numerator / rate.denominator) : 1;
    const next = Math.min(LONGEST, Math.max(1, meant + way * step));
    setTyped(spoken(next, rate));
    setWrong(false);
  }
  const hint = meant === null ? EXAMPLES : `${inFrames(meant)}, ${timecode(meant, rate)}`;
  return (
    <TextField
      label="Length"
      value={typed ?? (frames === undefined ? "" : spoken(frames, rate))}
      placeholder="Mixed"
      autoComplete="off"
      className="tabular-nums"
      hint={<span className="tabular-nums">{hint}</span>}
      error={wrong ? EXAMPLES : null}
      onChange={(event) => {
        setTyped(event.target.value);
        setWrong(false);
      }}
      onFocus={(event) => event.target.select()}
      onBlur={commit}
      onKeyDown={onKeyDown}
    />
  );
}
