import { useState } from "react";
import { lengthOf } from "@/editor/time";
import type { BoardProps, Press } from "./board-acts";
import type { InView } from "./in-view";
import { neighbour, type Way } from "./layout";
import { numberAfter } from "./numbers";
import { filmOf, moveTo, type Place, shift } from "./order";
import { clear, only, reach, these, toggle, widen } from "./selection";
import type { BoardData } from "./use-data";
import { useEdits } from "./use-edits";
import type { useSelection } from "./use-selection";
import { useStable } from "./use-stable";
import { framesOf, shots } from "./words";

type Options = {
  props: BoardProps;
  data: BoardData;
  chosen: ReturnType<typeof useSelection>;
  reveal: (clipId: string) => void;
  inView: InView;
};

/** Choosing, walking, moving and making shots. */
export function useShots({ props, data, chosen, reveal, inView }: Options) {
  const { scenes, clips, shown, rows, views, ordering } = data;
  const { selection, select, want, inspect } = chosen;
  const { inspectedId } = props;
  const [spoken, setSpoken] = useState("");
  const [playing, setPlaying] = useState<string | null>(null);

  const clipOf = (id: string | null) => clips.find((clip) => clip.id === id);
  const sceneOf = (id: string | null) =>
    scenes.find((scene) => scene.clips.some((clip) => clip.id === id));
  const picked = clips.filter((clip) => selection.ids.has(clip.id));

  /** The chosen shots in film order; else the one that has the keyboard. */
  function ids(): string[] {
    if (selection.ids.size > 0) return shown.filter((id) => selection.ids.has(id));
    return selection.active ? [selection.active] : [];
  }
  const own = useStable({
    choose: (made: string[]) => {
      const [first = null] = made;
      select(these(made));
      if (first !== null) want(first);
      if (inspectedId !== null) inspect(first);
    },
  });
  const edits = useEdits(ordering, own.choose);

  function move(moved: ReadonlySet<string>, to: Place): void {
    const within = [...moved].every((id) => sceneOf(id)?.id === to.sceneId);
    const name = scenes.find((scene) => scene.id === to.sceneId)?.name ?? "";
    const label = `Moved ${shots(moved.size)}${within ? "" : ` to “${name}”`}`;
    const wanted = moveTo(ordering.current(), moved, to);
    if (ordering.rearrange(wanted, label, within)) setSpoken(`${label}.`);
  }

  function step(by: -1 | 1): void {
    const moved = new Set(ids());
    const next = shift(ordering.current(), moved, by);
    if (!ordering.rearrange(next, `Moved ${shots(moved.size)}`, true)) return;
    const first = filmOf(next).find((id) => moved.has(id)) ?? "";
    const scene = next.find((one) => one.clipIds.includes(first));
    const name = scenes.find((one) => one.id === scene?.sceneId)?.name ?? "";
    const at = (scene?.clipIds.indexOf(first) ?? 0) + 1;
    setSpoken(`Place ${at} of ${scene?.clipIds.length ?? 0} in ${name}.`);
    if (selection.active) want(selection.active);
  }

  function walk(way: Way, extend: boolean): void {
    const to = neighbour(rows, selection.active, way);
    if (!to) return;
    select(extend ? reach(selection, to, shown) : only(to));
    reveal(to);
    want(to);
    if (!extend && inspectedId !== null) inspect(to);
  }

  function release(): void {
    if (selection.ids.size > 1 && selection.active) {
      select(only(selection.active));
      return;
    }
    select(clear(selection));
    if (inspectedId !== null) inspect(null);
  }

  function selectAll(): void {
    const at = selection.active ?? shown[0];
    const view = views.find((one) => one.clips.some(({ id }) => id === at));
    select(widen(selection, view?.clips.map(({ id }) => id) ?? [], shown));
  }

  function addBeside(side: "before" | "after"): void {
    const beside = selection.active;
    const scene = sceneOf(beside) ?? scenes.find((one) => one.id === inView.get()) ?? scenes.at(-1);
    if (!scene) return;
    const found = scene.clips.findIndex((clip) => clip.id === beside);
    addAt(scene.id, found < 0 ? scene.clips.length : found + (side === "after" ? 1 : 0));
  }

  function addAt(sceneId: string, at: number): void {
    const scene = scenes.find((one) => one.id === sceneId);
    const before = scene?.clips[at - 1];
    const number = at === scene?.clips.length ? null : before?.number;
    const first = number ?? String(scenes.findIndex((one) => one.id === sceneId) + 1);
    const free = numberAfter(
      first,
      clips.map((clip) => clip.number),
    );
    edits.add({ sceneId, before: scene?.clips[at]?.id ?? null }, free);
  }

  function press(id: string, { range, toggle: one }: Press): void {
    select(range ? reach(selection, id, shown) : one ? toggle(selection, id) : only(id));
    if (!range && !one) inspect(id);
  }

  function open(id: string): void {
    const take = clipOf(id)?.selectedTake;
    if (take) props.onOpenTake(take.id, id);
    else inspect(id);
  }

  function preview(id: string): void {
    if (clipOf(id)?.selectedTake?.kind === "VIDEO") setPlaying(playing === id ? null : id);
    else open(id);
  }

  return {
    ...{ ids, edits, move, step, walk, release, selectAll, addBeside, spoken, playing },
    pickedLength: lengthOf(framesOf(picked), data.rate),
    acts: {
      press,
      open,
      preview,
      hold: (id: string) => {
        if (selection.active !== id) select({ ...selection, active: id });
      },
      grasp: (id: string) =>
        select(selection.ids.has(id) ? { ...selection, active: id } : only(id)),
      generate: props.onGenerate,
      generateWith: props.onGenerateWith,
      retry: (jobId: string) => void edits.retry(jobId),
      addShot: (sceneId: string) =>
        addAt(sceneId, scenes.find((scene) => scene.id === sceneId)?.clips.length ?? 0),
    },
  };
}
