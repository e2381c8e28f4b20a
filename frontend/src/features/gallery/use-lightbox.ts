import { useState } from "react";
import type { Take } from "@/graphql/entities";
import type { Picked } from "@/graphql/picking";
import { useRerender } from "@/graphql/rerender";
import type { Mode } from "./compare";
import { neighbour, numberOf, rivalOf } from "./order";
import { useLightboxActions } from "./use-lightbox-actions";
import { useShare } from "./use-share";
import { useTakeActs, useTakes } from "./use-takes";
import { FIT } from "./zoom";

export type LightboxProps = {
  takeId: string;
  /** A second take, to compare with. */
  withId?: string | undefined;
  onShow: (takeId: string, withId?: string) => void;
  /** To the takes of the next or previous shot. */
  onShot: (clipId: string, way: 1 | -1) => void;
  onClose: () => void;
};

/** Which takes are looked at and how, and all that can be done with them. */
export function useLightbox({ takeId, withId, onShow, onShot, onClose }: LightboxProps) {
  const read = useTakes(takeId);
  const { clip, takes, fresh } = read;
  const { pick, remove } = useTakeActs();
  const rerender = useRerender();
  const share = useShare();
  const [view, setView] = useState(FIT);
  const [mode, setMode] = useState<Mode>("side");
  const [facts, setFacts] = useState(false);
  const take = takes.find((other) => other.id === takeId);
  const beside = takes.find((other) => other.id === withId && other.id !== takeId);
  const { compare, turnTo, next } = useLeafing({ takes, take, beside, onShow });

  function show(other: Take | undefined) {
    if (other && clip) pick(other, shownOf(clip, takes));
  }
  async function drop(gone: Take) {
    const left = neighbour(takes, gone.id, 1) ?? neighbour(takes, gone.id, -1);
    if (!(await remove(gone))) return;
    if (left) onShow(left.id);
    else onClose();
  }
  const picking = take ? pickWords(take, fresh.size) : null;
  useLightboxActions({
    ...{ compare, view, setView, picking },
    step: (way) => {
      const other = next(way);
      if (other) turnTo(other);
    },
    ends: (way) => next(way) === undefined,
    alone: takes.length < 2,
    comparing: beside !== undefined,
    toShot: (way) => clip && onShot(clip.id, way),
    pick: () => show(take),
    pickSide: (side) => show(side === "left" ? take : beside),
    turn: () => setMode(mode === "side" ? "wipe" : "side"),
    explain: () => setFacts(!facts),
    remove: () => take && void drop(take),
    repeat: () => take && void rerender(take.id),
    repeated: () => (take ? { rerender: take.id } : null),
    share: () => take && void share(take.id),
    close: onClose,
  });
  return { ...read, take, beside, picking, mode, facts, view, setView, turnTo };
}

type Leafing = {
  takes: readonly Take[];
  take: Take | undefined;
  beside: Take | undefined;
  onShow: LightboxProps["onShow"];
};

/** From take to take: of two it is the right one that is turned. */
function useLeafing({ takes, take, beside, onShow }: Leafing) {
  /** Which one was looked at before it was compared. */
  const [alone, setAlone] = useState<string | null>(null);

  function turnTo(next: Take) {
    if (!take || !beside) onShow(next.id);
    else if (next.id !== take.id) onShow(take.id, next.id);
  }
  function compare() {
    if (!take) return;
    const rival = rivalOf(takes, take.id);
    if (beside) onShow(beside.id === alone ? beside.id : take.id);
    else if (rival) {
      setAlone(take.id);
      onShow(...fromLeft(takes, take, rival));
    }
  }
  const next = (way: 1 | -1) =>
    beside ? neighbour(takes, beside.id, way, take?.id) : take && neighbour(takes, take.id, way);
  return { compare, turnTo, next };
}

/** What the shot shows now, to come back to. */
function shownOf(clip: { pickedAt: string | null }, takes: readonly Take[]): Picked["before"] {
  return { selectedTake: takes.find((one) => one.isSelected) ?? null, pickedAt: clip.pickedAt };
}

/** The ids of two takes, the lower number first. */
function fromLeft(takes: readonly Take[], one: Take, other: Take): [left: string, right: string] {
  const isLeft = numberOf(takes, one) < numberOf(takes, other);
  return isLeft ? [one.id, other.id] : [other.id, one.id];
}

/** What picking this take is called; null if there is nothing to decide. */
function pickWords(take: Take, fresh: number): string | null {
  if (!take.isSelected) return "Pick this take";
  return fresh > 0 ? "Keep this take" : null;
}
