import { type RefObject, useEffect, useEffectEvent, useMemo, useState } from "react";
import { these } from "@/editor/selection";
import { useLastKind } from "@/graphql/last-kind";
import type { WholeProject } from "@/graphql/project";
import { useStable } from "@/ui/use-stable";
import type { BoardActs, BoardProps } from "./board-acts";
import { useInView } from "./in-view";
import { useData } from "./use-data";
import { useDrag } from "./use-drag";
import type { GridHandle } from "./use-grid";
import { useMenuTarget } from "./use-menu-target";
import { useScenes } from "./use-scenes";
import { useSelection } from "./use-selection";
import { useShots } from "./use-shots";

/** All that the board knows and can do; its parts only show it. */
export function useBoard(
  props: BoardProps,
  project: WholeProject,
  reread: () => void,
  handle: RefObject<GridHandle | null>,
) {
  const data = useData(project, reread);
  const what = useLastKind();
  const { rows, box, place, shown } = data;
  const chosen = useSelection(shown, props.inspectedId, props.onInspect);
  const { selection } = chosen;
  const inView = useInView(place.scene);
  const shots = useShots({
    ...{ props, data, chosen, inView },
    reveal: (id) => handle.current?.reveal(id),
  });
  const scenes = useScenes({
    ...{ projectId: project.id, data, inView },
    goTo: (id) => handle.current?.goTo(id),
  });
  const [held, setHeld] = useState<string | null>(null);
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
  const menu = useMenuTarget(acts.grasp, scenes.hold);
  useTelling(selection.ids, shown, props.onChosen);
  useWanted(data.width > 0 ? (props.wanted ?? null) : null, (ids) => {
    const [first] = ids;
    chosen.select(these(ids));
    if (first !== undefined) {
      handle.current?.reveal(first);
      chosen.want(first);
    }
    props.onTaken?.();
  });
  const entry = selection.active ?? shown[0] ?? null;
  const pinned = useMemo(() => [entry, held], [entry, held]);
  return {
    what,
    ...{ props, data, chosen, selection, entry, inView, pinned, shots, scenes },
    drag,
    acts,
    ...menu,
  };
}

export type BoardModel = ReturnType<typeof useBoard>;

/** Takes up what is asked for from elsewhere, once the board can show it. */
function useWanted(
  wanted: readonly string[] | null,
  onTake: (ids: readonly string[]) => void,
): void {
  const take = useEffectEvent(onTake);
  useEffect(() => {
    if (wanted) take(wanted);
  }, [wanted]);
}

/** Tells what is chosen, in film order, each time it is another choice. */
function useTelling(
  ids: ReadonlySet<string>,
  shown: readonly string[],
  onChosen: BoardProps["onChosen"],
): void {
  const tell = useEffectEvent((chosen: ReadonlySet<string>) =>
    onChosen?.(shown.filter((id) => chosen.has(id))),
  );
  useEffect(() => tell(ids), [ids]);
}
