import { type RefObject, useEffect, useEffectEvent, useState } from "react";
import { type Box, type Drop, dropAt, type Row } from "./layout";
import type { Lifted, Point } from "./use-drag";

/** A scene of the rail, and which half of it. */
export type RailDrop = { sceneId: string; after: boolean };

type Target = { drop: Drop | null; rail: RailDrop | null };

const NOWHERE: Target = { drop: null, rail: null };

type Options = {
  rows: readonly Row[];
  box: Box;
  lifted: Lifted | null;
  /** Where the pointer is; kept up here while something is lifted. */
  pointer: RefObject<Point>;
};

/** Where what is being dragged would land. */
export function useDrop({ rows, box, lifted, pointer }: Options): Target {
  const [target, setTarget] = useState(NOWHERE);
  const look = useEffectEvent(() => {
    const rail = railAt(pointer.current);
    const drop = rail || lifted?.kind !== "clip" ? null : boardAt(rows, box, pointer.current);
    setTarget((now) =>
      sameRail(now.rail, rail) && sameDrop(now.drop, drop) ? now : { drop, rail },
    );
  });
  useEffect(() => {
    if (!lifted) return;
    const first = requestAnimationFrame(look);
    const onMove = ({ clientX, clientY }: PointerEvent) => {
      pointer.current = { x: clientX, y: clientY };
      look();
    };
    const onScroll = () => look();
    window.addEventListener("pointermove", onMove);
    window.addEventListener("scroll", onScroll, { capture: true, passive: true });
    return () => {
      cancelAnimationFrame(first);
      window.removeEventListener("pointermove", onMove);
      window.removeEventListener("scroll", onScroll, { capture: true });
      setTarget(NOWHERE);
    };
  }, [lifted, pointer]);
  return target;
}

function railAt({ x, y }: Point): RailDrop | null {
  const node = document.elementFromPoint(x, y)?.closest("[data-rail]");
  const sceneId = node?.getAttribute("data-rail");
  if (!node || !sceneId) return null;
  const { top, height } = node.getBoundingClientRect();
  return { sceneId, after: y > top + height / 2 };
}

function boardAt(rows: readonly Row[], box: Box, { x, y }: Point): Drop | null {
  const board = document.querySelector("[data-board]");
  const area = board?.getBoundingClientRect();
  const origin = board?.querySelector("[role=grid]")?.getBoundingClientRect();
  if (!area || !origin) return null;
  const inside = x >= area.left && x <= area.right && y >= area.top && y <= area.bottom;
  return inside ? dropAt(rows, box, x - origin.left, y - origin.top) : null;
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
