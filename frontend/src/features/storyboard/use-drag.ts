import {
  type DragStartEvent,
  MouseSensor,
  TouchSensor,
  useSensor,
  useSensors,
} from "@dnd-kit/core";
import { useEffect, useEffectEvent, useRef, useState } from "react";
import { type Box, type Drop, dropAt, type Row } from "./layout";

export type Point = { x: number; y: number };
export type Lifted =
  | { kind: "clip"; ids: ReadonlySet<string>; from: Point }
  | { kind: "scene"; id: string };

export type RailDrop = { sceneId: string; after: boolean };

type DragOptions = {
  rows: readonly Row[];
  box: Box;
  /** The shots that go along with the one that is taken. */
  take: (clipId: string) => ReadonlySet<string>;
  onDrop: (ids: ReadonlySet<string>, place: Drop["place"]) => void;
  onDropScene: (sceneId: string, at: RailDrop) => void;
  onEnd: () => void;
};

const FAR = 6;
const LONG_MS = 250;

/** Dragging shots over the board and the rail, and scenes over the rail. */
export function useDrag(options: DragOptions) {
  const { rows, box, take } = options;
  const [lifted, setLifted] = useState<Lifted | null>(null);
  const [drop, setDrop] = useState<Drop | null>(null);
  const [railDrop, setRailDrop] = useState<RailDrop | null>(null);
  const pointer = useRef({ x: 0, y: 0 });
  const sensors = useSensors(
    useSensor(MouseSensor, { activationConstraint: { distance: FAR } }),
    useSensor(TouchSensor, { activationConstraint: { delay: LONG_MS, tolerance: FAR } }),
  );

  const look = useEffectEvent(() => {
    const { x, y } = pointer.current;
    const overRail = railAt(x, y);
    setRailDrop((now) => (sameRail(now, overRail) ? now : overRail));
    const board = document.querySelector("[data-board]");
    const area = board?.getBoundingClientRect();
    const origin = board?.querySelector("[role=grid]")?.getBoundingClientRect();
    const inside =
      area && origin && lifted?.kind === "clip" && !overRail
        ? x >= area.left && x <= area.right && y >= area.top && y <= area.bottom
        : false;
    const found = inside && origin ? dropAt(rows, box, x - origin.left, y - origin.top) : null;
    setDrop((now) => (sameDrop(now, found) ? now : found));
  });

  useEffect(() => {
    if (!lifted) return;
    look();
    const onMove = (event: PointerEvent) => {
      pointer.current = { x: event.clientX, y: event.clientY };
      look();
    };
    const onScroll = () => look();
    window.addEventListener("pointermove", onMove);
    window.addEventListener("scroll", onScroll, { capture: true, passive: true });
    return () => {
      window.removeEventListener("pointermove", onMove);
      window.removeEventListener("scroll", onScroll, { capture: true });
    };
  }, [lifted]);

  function onDragStart({ active, activatorEvent }: DragStartEvent) {
    if (activatorEvent instanceof MouseEvent) {
      pointer.current = { x: activatorEvent.clientX, y: activatorEvent.clientY };
    }
    const id = String(active.id);
    setLifted(
      active.data.current?.kind === "scene"
        ? { kind: "scene", id: id.replace(/^rail /, "") }
        : { kind: "clip", ids: take(id), from: pointer.current },
    );
  }
  function end() {
    setLifted(null);
    setDrop(null);
    setRailDrop(null);
    options.onEnd();
  }
  function onDragEnd() {
    if (lifted?.kind === "clip") {
      if (railDrop) options.onDrop(lifted.ids, { sceneId: railDrop.sceneId, before: null });
      else if (drop) options.onDrop(lifted.ids, drop.place);
    } else if (lifted && railDrop) options.onDropScene(lifted.id, railDrop);
    end();
  }
  return { sensors, lifted, drop, railDrop, onDragStart, onDragEnd, onDragCancel: end };
}

function railAt(x: number, y: number): RailDrop | null {
  const node = document.elementFromPoint(x, y)?.closest("[data-rail]");
  const sceneId = node?.getAttribute("data-rail");
  if (!node || !sceneId) return null;
  const { top, height } = node.getBoundingClientRect();
  return { sceneId, after: y > top + height / 2 };
}

function sameRail(one: RailDrop | null, other: RailDrop | null): boolean {
  return one?.sceneId === other?.sceneId && one?.after === other?.after;
}

function sameDrop(one: Drop | null, other: Drop | null): boolean {
  return (
    one?.line.x === other?.line.x &&
    one?.line.y === other?.line.y &&
    one?.place.sceneId === other?.place.sceneId
  );
}
