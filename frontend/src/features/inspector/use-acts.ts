import { useMemo } from "react";
import { useClient } from "urql";
import { history } from "@/actions/history";
import { notices } from "@/actions/notices";
import { requestKey, useAct } from "@/graphql/act";
import { type Clip, isActive, type Job } from "@/graphql/entities";
import { plural } from "@/ui/words";
import { CancelJobs, RetryJob, SelectTake } from "./documents";
import { changeAll, DONE, type Edit, retime } from "./edits";

/** What one does to shots here; edits can be undone. */
export function useActs(projectId: string) {
  const act = useAct();
  const client = useClient();
  return useMemo(() => {
    function change(
      clips: readonly Clip[],
      what: string,
      part: Omit<Edit, "id" | "durationFrames">,
    ) {
      const before = clips.map((clip) => ({
        id: clip.id,
        ...(part.framing ? { framing: clip.framing } : {}),
        ...(part.shotKind ? { shotKind: clip.shotKind } : {}),
      }));
      void history.do({
        label: changed(what, clips),
        quiet: clips.length === 1,
        run: () =>
          changeAll(
            act,
            clips.map(({ id }) => ({ id, ...part })),
          ),
        undo: () => changeAll(act, before),
      });
    }
    function setLength(clips: readonly Clip[], frames: number) {
      const before = new Map(clips.map((clip) => [clip.id, clip.durationFrames]));
      const after = new Map(clips.map((clip) => [clip.id, frames]));
      void history.do({
        label: changed("length", clips),
        quiet: clips.length === 1,
        run: () => retime(client, act, projectId, after),
        undo: () => retime(client, act, projectId, before),
      });
    }
    function pick(takeId: string, before: { id: string } | null) {
      void history.do({
        label: "Picked another take",
        quiet: true,
        run: () => act(SelectTake, { takeId }),
        undo: () => (before ? act(SelectTake, { takeId: before.id }) : Promise.resolve(DONE)),
      });
    }
    async function cancel(jobs: readonly Job[]) {
      const jobIds = jobs.filter(isActive).map((job) => job.id);
      const outcome = await act(CancelJobs, { jobIds });
      if (!outcome.ok) notices.problems(outcome.problems);
    }
    async function retry(job: Job) {
      const outcome = await act(RetryJob, { jobId: job.id, idempotencyKey: requestKey() });
      if (!outcome.ok) notices.problems(outcome.problems);
    }
    return { change, setLength, pick, cancel, retry };
  }, [act, client, projectId]);
}

export type Acts = ReturnType<typeof useActs>;

function changed(what: string, clips: readonly Clip[]): string {
  const [only] = clips;
  const where = clips.length === 1 && only ? `shot ${only.number}` : plural(clips.length, "shot");
  return `Changed the ${what} of ${where}`;
}
