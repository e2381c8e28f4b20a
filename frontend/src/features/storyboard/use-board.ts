import { type RefObject, useCallback, useEffect, useEffectEvent, useMemo, useState } from "react";
import type { WholeProject } from "@/graphql/project";
import type { BoardActs, BoardProps } from "./board-acts";
import { useInView } from "./in-view";
import { useData } from "./use-data";
import { useDrag } from "./use-drag";
import type { GridHandle } from "./use-grid";
import { useScenes } from "./use-scenes";
import { useSelection } from "./use-selection";
import { useShots } from "./use-shots";
import { useStable } from "./use-stable";

/** All that the board knows and can do; its parts only show it. */
export function useBoard(
  props: BoardProps,
  project: WholeProject,
  reread: () => void,
  handle: RefObject<GridHandle | null>,
) {
  const data = useData(project, reread);
  const { rows, box, place } = data;
  const chosen = useSelection(data.shown, props.inspectedId, props.onInspect);
  const { selection } = chosen;
  const entry = selection.active ?? data.shown[0] ?? null;
  const [held, setHeld] = useState<string | null>(null);
  const [menuOn, setMenuOn] = useState<"shot" | "scene">("shot");
  const pinned = useMemo(() => [entry, held], [entry, held]);
  const inView = useInView(place.scene);
  const shots = useShots({
    ...{ props, data, chosen },
    reveal: (id) => handle.current?.reveal(id),
    inView,
  });
  const scenes = useScenes({
    projectId: project.id,
    data,
    inView,
    goTo: (id) => handle.current?.goTo(id),
  });
  const drag = useDrag({
    ...{ rows, box },
    take: (id) => {
      shots.acts.grasp(id);
      setHeld(id);
      return selection.ids.has(id) ? selection.ids : new Set([id]);
    },
    onDrop: shots.move,
    onDropScene: scenes.drop,
    onEnd: () => setHeld(null),
  });
  const acts: BoardActs = useStable(shots.acts);
  const tellChosen = useEffectEvent((ids: ReadonlySet<string>) =>
    props.onChosen?.(data.shown.filter((id) => ids.has(id))),
  );
  useEffect(() => tellChosen(selection.ids), [selection.ids]);

  function openMenu(target: { clipId: string } | { sceneId: string }) {
    if ("clipId" in target) shots.acts.grasp(target.clipId);
    else scenes.hold(target.sceneId);
    setMenuOn("clipId" in target ? "shot" : "scene");
  }
  const change = place.change;
  const setQuery = useCallback((q: string) => change({ q: q === "" ? undefined : q }), [change]);
  return {
    props,
    data,
    chosen,
    selection,
    entry,
    ...{ inView, pinned },
    shots,
    scenes,
    drag,
    acts,
    menuOn,
    openMenu,
    setQuery,
  };
}

export type BoardModel = ReturnType<typeof useBoard>;
