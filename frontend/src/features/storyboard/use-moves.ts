import { useState } from "react";
import { plural } from "@/ui/words";
import { filmOf, moveTo, type Order, type Place, shift } from "./order";
import type { BoardData } from "./use-data";
import { sceneOf } from "./view";

/** Moving shots, and the words for who does not see where they went. */
export function useMoves({ scenes, ordering }: BoardData) {
  const [spoken, setSpoken] = useState("");
  const nameOf = (sceneId: string | undefined) =>
    scenes.find((scene) => scene.id === sceneId)?.name ?? "";

  function move(moved: ReadonlySet<string>, to: Place): void {
    const within = [...moved].every((id) => sceneOf(scenes, id)?.id === to.sceneId);
    const label = `Moved ${plural(moved.size, "shot")}${within ? "" : ` to “${nameOf(to.sceneId)}”`}`;
    const wanted = moveTo(ordering.current(), moved, to);
    if (ordering.rearrange(wanted, label, within)) setSpoken(`${label}.`);
  }
  /** One place earlier or later. True if there was one. */
  function step(ids: readonly string[], by: -1 | 1): boolean {
    const moved = new Set(ids);
    const next = shift(ordering.current(), moved, by);
    if (!ordering.rearrange(next, `Moved ${plural(moved.size, "shot")}`, true)) return false;
    setSpoken(placeOf(next, moved));
    return true;
  }
  function placeOf(order: Order, moved: ReadonlySet<string>): string {
    const first = filmOf(order).find((id) => moved.has(id)) ?? "";
    const scene = order.find((one) => one.clipIds.includes(first));
    const at = (scene?.clipIds.indexOf(first) ?? 0) + 1;
    return `Place ${at} of ${scene?.clipIds.length ?? 0} in ${nameOf(scene?.sceneId)}.`;
  }
  return { move, step, spoken };
}
