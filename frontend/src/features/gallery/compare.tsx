import { type PointerEvent, useState } from "react";
import type { Take } from "@/graphql/entities";
import { Picture } from "./picture";
import type { View } from "./zoom";

export type Mode = "side" | "wipe";

type CompareProps = {
  left: Take;
  right: Take;
  mode: Mode;
  alt: (take: Take) => string;
  view: View;
  onView: (view: View) => void;
};

/** Two takes, side by side or one wiped over the other, looked at as one. */
export function Compare({ left, right, mode, alt, view, onView }: CompareProps) {
  if (mode === "wipe") return <Wipe {...{ left, right, alt, view, onView }} />;
  return (
    <div className="grid size-full grid-cols-2 gap-1">
      <Picture take={left} alt={alt(left)} view={view} onView={onView} />
      <Picture take={right} alt={alt(right)} view={view} onView={onView} />
    </div>
  );
}

function Wipe({ left, right, alt, view, onView }: Omit<CompareProps, "mode">) {
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
        aria-label="Where the second take begins"
        onChange={(event) => setAt(event.target.valueAsNumber)}
        className="absolute bottom-2 left-1/2 w-64 -translate-x-1/2 accent-accent"
      />
    </div>
  );
}
