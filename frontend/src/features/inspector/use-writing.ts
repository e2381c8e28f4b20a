import { useMemo } from "react";
import { history } from "@/actions/history";
import { notices } from "@/actions/notices";
import { type Act, useAct } from "@/graphql/act";
import { UpdateClip } from "@/graphql/acts";
import { WritePrompts } from "./documents";

type Written = { id: string; number: string; imagePrompt: string; videoPrompt: string };

/** Puts the prompts of a shot into words anew; what stood there comes back by undo. */
export async function write(act: Act, before: Written): Promise<void> {
  const { id, number, imagePrompt, videoPrompt } = before;
  const outcome = await act(WritePrompts, { id });
  if (!outcome.ok) {
    notices.problems(outcome.problems, () => void write(act, before));
    return;
  }
  const now = outcome.payload.clip;
  if (now?.imagePrompt === imagePrompt && now.videoPrompt === videoPrompt) {
    notices.say(`The prompts of shot ${number} already say what it shows`);
    return;
  }
  await history.done({
    label: `Wrote the prompts of shot ${number} from the shot`,
    run: () => act(WritePrompts, { id }),
    undo: () => act(UpdateClip, { id, imagePrompt, videoPrompt }),
  });
}

export function useWriting() {
  const act = useAct();
  return useMemo(() => (clip: Written) => void write(act, clip), [act]);
}
