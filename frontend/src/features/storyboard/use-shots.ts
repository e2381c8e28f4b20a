import { these } from "@/editor/selection";
import { lengthOf, totalFrames } from "@/editor/time";
import { useJobActs } from "@/graphql/job-acts";
import { lastKind } from "@/graphql/last-kind";
import { useLock } from "@/graphql/locking";
import { usePickNewest } from "@/graphql/picking";
import { useStable } from "@/ui/use-stable";
import type { BoardProps } from "./board-acts";
import type { InView } from "./in-view";
import { useAdding } from "./use-adding";
import { useChoosing } from "./use-choosing";
import type { BoardData } from "./use-data";
import { useEdits } from "./use-edits";
import { useLooking } from "./use-looking";
import { useMoves } from "./use-moves";
import type { useSelection } from "./use-selection";
import { asks } from "./words";

type Options = {
  props: BoardProps;
  data: BoardData;
  chosen: ReturnType<typeof useSelection>;
  reveal: (clipId: string) => void;
  inView: InView;
};

/** Choosing, moving, making and looking at shots. */
export function useShots({ props, data, chosen, reveal, inView }: Options) {
  const { selection, select, want, inspect } = chosen;
  const own = useStable({
    choose: (made: string[]) => {
      const [first = null] = made;
      select(these(made));
      if (first !== null) want(first);
      if (props.inspectedId !== null) inspect(first);
    },
  });
  const jobs = useJobActs();
  const edits = useEdits(data.ordering, own.choose);
  const choosing = useChoosing({ props, data, chosen, reveal });
  const moves = useMoves(data);
  const adding = useAdding({ data, active: selection.active, inView, add: edits.add });
  const { open, openNewest, preview, playing } = useLooking(data.clips, props.onOpenTake, inspect);
  const pickNewest = usePickNewest();
  const lock = useLock();

  function step(by: -1 | 1): void {
    if (moves.step(choosing.ids(), by) && selection.active) want(selection.active);
  }
  const picked = data.clips.filter((clip) => selection.ids.has(clip.id));
  return {
    ...{ edits, choosing, step, playing, pickNewest, lock },
    move: moves.move,
    spoken: moves.spoken,
    picked,
    addBeside: adding.addBeside,
    pickedLength: lengthOf(totalFrames(picked), data.rate),
    acts: {
      ...{ open, openNewest, preview },
      press: choosing.press,
      hold: choosing.hold,
      grasp: choosing.grasp,
      generate: props.onGenerate,
      generateWith: props.onGenerateWith,
      generateScene: (sceneId: string) => {
        const scene = data.scenes.find((one) => one.id === sceneId);
        if (scene && asks(scene.clips, lastKind.get())) props.onGenerateWith({ sceneId });
        else props.onGenerate({ sceneId });
      },
      retry: (ids: readonly string[]) => void jobs.retry(ids.map((id) => ({ id }))),
      addShot: adding.addShot,
    },
  };
}
