import { useMemo } from "react";
import { useClient } from "urql";
import { history } from "@/actions/history";
import { useAct } from "@/graphql/act";
import type { Clip } from "@/graphql/entities";
import { useJobActs } from "@/graphql/job-acts";
import { type Picked, usePick } from "@/graphql/picking";
import { plural } from "@/ui/words";
import { changeAll, type Edit, retime, type Send } from "./edits";
import { changing } from "./many";

/** What one does to shots here; edits can be undone. */
export function useActs(projectId: string) {
  const act = useAct();
  const client = useClient();
  const jobs = useJobActs();
  const pick = usePick();
  return useMemo(() => {
    function put(clips: readonly Clip[], what: string, send: Send, part: Omit<Edit, "id">) {
      const forth = clips.map(({ id }) => ({ id, ...part }));
      const back = clips.map((clip) => ({
        id: clip.id,
        ...(part.framing ? { framing: clip.framing } : {}),
        ...(part.shotKind ? { shotKind: clip.shotKind } : {}),
        ...(part.durationFrames ? { durationFrames: clip.durationFrames } : {}),
      }));
      const label = changed(what, clips);
      void history.do(changing({ label, quiet: clips.length === 1, send, forth, back }));
    }
    return {
      change: (
        clips: readonly Clip[],
        what: string,
        part: Partial<Pick<Clip, "framing" | "shotKind">>,
      ) => put(clips, what, (edits) => changeAll(act, edits), part),
      /** In frames. */
      setLength: (clips: readonly Clip[], durationFrames: number) =>
        put(clips, "length", (edits) => retime(client, act, projectId, edits), { durationFrames }),
      pick: (takeId: string, before: Picked["before"]) =>
        pick([{ takeId, before }], "Picked another take"),
      cancel: jobs.cancel,
      /** All that is under way of these shots. */
      cancelOf: (clips: readonly Pick<Clip, "id">[]) =>
        jobs.cancelClips(
          projectId,
          clips.map(({ id }) => id),
        ),
      retry: (id: string) => jobs.retry([{ id }]),
    };
  }, [act, client, jobs, pick, projectId]);
}

export type Acts = ReturnType<typeof useActs>;

function changed(what: string, clips: readonly Clip[]): string {
  const [only] = clips;
  const where = clips.length === 1 && only ? `shot ${only.number}` : plural(clips.length, "shot");
  return `Changed the ${what} of ${where}`;
}
