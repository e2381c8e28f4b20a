import {
  type DragStartEvent,
  MouseSensor,
  TouchSensor,
  useSensor,
  useSensors,
} from "@dnd-kit/core";
import { useRef, useState } from "react";
import type { Box, Drop, Row } from "./layout";
import { type RailDrop, useDrop } from "./use-drop";

export type Point = { x: number; y: number };
export type Lifted =
  | { kind: "clip"; ids: ReadonlySet<string>; from: Point }
  | { kind: "scene"; id: string };

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
export function useDrag({ rows, box, take, onDrop, onDropScene, onEnd }: DragOptions) {
  const [lifted, setLifted] = useState<Lifted | null>(null);
  const pointer = useRef<Point>({ x: 0, y: 0 });
  const { drop, rail } = useDrop({ rows, box, lifted, pointer });
  const sensors = useSensors(
    useSensor(MouseSensor, { activationConstraint: { distance: FAR } }),
    useSensor(TouchSensor, { activationConstraint: { delay: LONG_MS, tolerance: FAR } }),
  );

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
  function onDragCancel() {
    setLifted(null);
    onEnd();
  }
  function onDragEnd() {
    const place = rail ? { sceneId: rail.sceneId, before: null } : drop?.place;
    if (lifted?.kind === "clip" && place) onDrop(lifted.ids, place);
    if (lifted?.kind === "scene" && rail) onDropScene(lifted.id, rail);
    onDragCancel();
  }
  return { sensors, lifted, drop, railDrop: rail, onDragStart, onDragEnd, onDragCancel };
}
