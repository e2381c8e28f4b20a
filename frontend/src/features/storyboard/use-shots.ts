import { lengthOf, totalFrames } from "@/editor/time";
import { useJobActs } from "@/graphql/job-acts";
import type { BoardProps } from "./board-acts";
import type { InView } from "./in-view";
import { these } from "./selection";
import { useAdding } from "./use-adding";
import { useChoosing } from "./use-choosing";
import type { BoardData } from "./use-data";
import { useEdits } from "./use-edits";
import { useLooking } from "./use-looking";
import { useMoves } from "./use-moves";
import type { useSelection } from "./use-selection";
import { useStable } from "./use-stable";

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
  const { open, preview, playing } = useLooking(data.clips, props.onOpenTake, inspect);

  function step(by: -1 | 1): void {
    if (moves.step(choosing.ids(), by) && selection.active) want(selection.active);
  }
  const picked = data.clips.filter((clip) => selection.ids.has(clip.id));
  return {
    ...{ edits, choosing, step, playing },
    move: moves.move,
    spoken: moves.spoken,
    addBeside: adding.addBeside,
    pickedLength: lengthOf(totalFrames(picked), data.rate),
    acts: {
      ...{ open, preview },
      press: choosing.press,
      hold: choosing.hold,
      grasp: choosing.grasp,
      generate: props.onGenerate,
      generateWith: props.onGenerateWith,
      retry: (id: string) => void jobs.retry([{ id }]),
      addShot: adding.addShot,
    },
  };
}
