import { Check } from "lucide-react";
import { type PointerEvent, useState } from "react";
import type { Take } from "@/graphql/entities";
import { Button } from "@/ui/button";
import { Keys } from "@/ui/keys";
import { madeBy } from "./made";
import { Picture } from "./picture";
import type { View } from "./zoom";

export type Mode = "side" | "wipe";
export type Side = "left" | "right";

/** The key that picks what is on a side. */
export const PICKS: Record<Side, string> = { left: "1", right: "2" };

type CompareProps = {
  left: Take;
  right: Take;
  mode: Mode;
  nameOf: (take: Take) => string;
  alt: (take: Take) => string;
  view: View;
  onView: (view: View) => void;
  onPick: (side: Side) => void;
};

/** Two takes, side by side or one wiped over the other, looked at as one. */
export function Compare(props: CompareProps) {
  const { left, right, mode, nameOf, alt, view, onView, onPick } = props;
  return (
    <div className="flex size-full flex-col">
      <div className="grid shrink-0 grid-cols-2 gap-1">
        <Whose side="left" take={left} name={nameOf(left)} onPick={onPick} />
        <Whose side="right" take={right} name={nameOf(right)} onPick={onPick} />
      </div>
      <div className="min-h-0 grow">
        {mode === "wipe" ? (
          <Wipe {...{ left, right, alt, view, onView }} />
        ) : (
          <div className="grid size-full grid-cols-2 gap-1">
            <Picture take={left} alt={alt(left)} view={view} onView={onView} />
            <Picture take={right} alt={alt(right)} view={view} onView={onView} />
          </div>
        )}
      </div>
    </div>
  );
}

type WhoseProps = { side: Side; take: Take; name: string; onPick: (side: Side) => void };

/** Which take stands on a side, how it came to be, and taking it. */
function Whose({ side, take, name, onPick }: WhoseProps) {
  const made = madeBy(take);
  return (
    <section
      aria-label={side === "left" ? "Left" : "Right"}
      className="flex h-11 min-w-0 items-center gap-3 bg-panel px-4"
    >
      <div className="min-w-0 grow">
        <p className="truncate text-xs">
          <span className="text-soft">{side === "left" ? "Left" : "Right"}</span>{" "}
          <strong className="font-semibold tabular-nums">{name}</strong>
        </p>
        <p className="truncate text-2xs text-soft tabular-nums" title={made}>
          {made}
        </p>
      </div>
      <Button
        size="sm"
        look={take.isSelected ? "quiet" : "plain"}
        aria-pressed={take.isSelected}
        onClick={() => onPick(side)}
      >
        {take.isSelected ? <Check size={14} aria-hidden /> : null}
        {take.isSelected ? "Picked" : `Pick ${name.toLowerCase()}`}
        <Keys keys={PICKS[side]} />
      </Button>
    </section>
  );
}

type WipeProps = Pick<CompareProps, "left" | "right" | "alt" | "view" | "onView">;

function Wipe({ left, right, alt, view, onView }: WipeProps) {
  const [at, setAt] = useState(50);
  function onMove(event: PointerEvent<HTMLDivElement>) {
    if (view.scale > 1 && event.buttons === 1) return;
    const box = event.currentTarget.getBoundingClientRect();
    setAt(((event.clientX - box.left) / box.width) * 100);
  }
  return (
    <div className="relative size-full" onPointerMove={onMove}>
      <Picture take={left} alt={alt(left)} view={view} onView={onView} />
      <div
        className="pointer-events-none absolute inset-0"
        style={{ clipPath: `inset(0 0 0 ${at}%)` }}
      >
        <Picture take={right} alt={alt(right)} view={view} onView={onView} />
      </div>
      <div
        aria-hidden
        className="pointer-events-none absolute inset-y-0 w-0.5 bg-accent"
        style={{ left: `${at}%` }}
      />
      <input
        type="range"
        min={0}
        max={100}
        value={at}
        aria-label="Where the right take begins"
        onChange={(event) => setAt(event.target.valueAsNumber)}
        className="absolute bottom-2 left-1/2 w-64 -translate-x-1/2 accent-accent"
      />
    </div>
  );
}
