import { useEffect, useEffectEvent, useRef } from "react";
import { Button } from "@/ui/button";
import type { Place } from "./use-clip-acts";
import type { Asked } from "./use-clip-drag";

type ClashNoteProps = {
  asked: Asked;
  onPlace: (places: readonly Place[]) => void;
  onClose: () => void;
};

/** Beside a shot that was let go over others: where it could be instead. */
export function ClashNote({ asked, onPlace, onClose }: ClashNoteProps) {
  const { message, places, proposals, x, y } = asked;
  const [only] = places;
  const panel = useRef<HTMLDivElement>(null);
  const close = useEffectEvent(onClose);
  useEffect(() => {
    panel.current?.querySelector("button")?.focus();
    const onPress = (event: PointerEvent) => {
      if (event.target instanceof Node && !panel.current?.contains(event.target)) close();
    };
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      close();
    };
    addEventListener("pointerdown", onPress, true);
    addEventListener("keydown", onKey, true);
    return () => {
      removeEventListener("pointerdown", onPress, true);
      removeEventListener("keydown", onKey, true);
    };
  }, []);
  return (
    <div
      ref={panel}
      role="dialog"
      aria-label="Shots overlap"
      className="fixed z-40 flex w-80 animate-enter flex-col gap-2 rounded-lg bg-raised p-3 text-sm shadow-float"
      style={{
        left: Math.max(8, Math.min(x - 40, innerWidth - 336)),
        bottom: Math.max(8, innerHeight - y + 16),
      }}
    >
      <p className="text-soft">{message}</p>
      <div className="flex flex-col gap-1">
        {proposals.slice(0, 3).map((proposal) => (
          <Button
            key={proposal.startFrame}
            size="sm"
            className="justify-start bg-hover text-left"
            onClick={() => only && onPlace([{ ...only, startFrame: proposal.startFrame }])}
          >
            <span className="truncate">{proposal.description}</span>
          </Button>
        ))}
        <Button size="sm" look="quiet" className="justify-start" onClick={() => onPlace(places)}>
          Let them overlap
        </Button>
        <Button size="sm" look="quiet" className="justify-start" onClick={onClose}>
          Leave it where it was
        </Button>
      </div>
    </div>
  );
}
