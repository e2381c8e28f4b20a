import { type PointerEvent, useEffect, useRef } from "react";
import type { Take } from "@/graphql/entities";
import { stillPlease } from "@/ui/media";
import { Film } from "./film";
import { panned, type View, zoomed } from "./zoom";

type PictureProps = {
  take: Take;
  alt: string;
  view: View;
  onView: (view: View) => void;
  /** Another take in its place; without it nothing is taken out of a film. */
  onShow?: (takeId: string) => void;
};

/** A take in its frame: wheel or pinch looks closer, dragging moves it. */
export function Picture({ take, alt, view, onView, onShow }: PictureProps) {
  const frame = useRef<HTMLDivElement>(null);
  const latest = useRef(view);
  useEffect(() => {
    latest.current = view;
  }, [view]);
  useEffect(() => {
    const element = frame.current;
    if (!element) return;
    function onWheel(event: WheelEvent) {
      event.preventDefault();
      const box = (event.currentTarget as HTMLElement).getBoundingClientRect();
      const at = {
        x: event.clientX - box.left - box.width / 2,
        y: event.clientY - box.top - box.height / 2,
      };
      onView(zoomed(latest.current, Math.exp(-event.deltaY / 400), at));
    }
    element.addEventListener("wheel", onWheel, { passive: false });
    return () => element.removeEventListener("wheel", onWheel);
  }, [onView]);

  function onMove(event: PointerEvent<HTMLDivElement>) {
    if (event.buttons !== 1 || view.scale === 1) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    onView(
      panned(view, event.movementX, event.movementY, event.currentTarget.getBoundingClientRect()),
    );
  }

  const look = {
    transform: `translate(${view.x}px, ${view.y}px) scale(${view.scale})`,
    imageRendering: view.scale > 3 ? ("pixelated" as const) : ("auto" as const),
  };
  return (
    <div
      ref={frame}
      onPointerMove={onMove}
      className={`relative size-full touch-none overflow-hidden ${view.scale > 1 ? "cursor-grab active:cursor-grabbing" : ""}`}
    >
      {take.kind === "VIDEO" && onShow ? (
        <Film key={take.id} {...{ take, alt, look, onShow }} />
      ) : take.kind === "VIDEO" ? (
        <video
          key={take.id}
          src={take.url}
          aria-label={alt}
          controls
          loop
          muted
          autoPlay={!stillPlease()}
          playsInline
          className="size-full object-contain"
          style={look}
        />
      ) : (
        <img
          key={take.id}
          src={take.url}
          alt={alt}
          draggable={false}
          className="size-full object-contain"
          style={look}
        />
      )}
    </div>
  );
}
