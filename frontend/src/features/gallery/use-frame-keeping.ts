import { useState } from "react";
import { notices } from "@/actions/notices";
import { useAct } from "@/graphql/act";
import { ExtractFrame } from "./documents";

/** Takes a frame out of a film as a take of its own; it can be shown at once. */
export function useFrameKeeping(takeId: string, onShow: (takeId: string) => void) {
  const act = useAct();
  const [keeping, setKeeping] = useState(false);
  async function keep(frame: number): Promise<void> {
    if (keeping) return;
    setKeeping(true);
    const done = await act(ExtractFrame, { takeId, frame });
    setKeeping(false);
    if (!done.ok) {
      notices.problems(done.problems, () => void keep(frame), "frame");
      return;
    }
    const id = done.payload.take?.id;
    const show = id && { label: "Show", run: () => onShow(id) };
    notices.say(`Frame ${frame + 1} is a take of its own now.`, show || undefined);
  }
  return { keeping, keep };
}
