/** Cancelling renders and trying them again, wherever they are shown. */
import { useMemo } from "react";
import { notices } from "@/actions/notices";
import { plural } from "@/ui/words";
import { type Act, type Problem, useAct } from "./act";
import { CancelJobs, RetryJob } from "./acts";
import { readOnce } from "./once";
import { graphql, type ResultOf, type VariablesOf } from "./tada";
import { repeatable } from "./wish";

type Some = readonly { id: string }[];

export function useJobActs() {
  const act = useAct();
  return useMemo(
    () => ({
      cancel: (jobs: Some) => cancel(act, { jobIds: jobs.map(({ id }) => id) }),
      /** All that is under way of these shots, however much was asked for since. */
      cancelClips: (projectId: string, clipIds: readonly string[]) =>
        cancelClips(act, projectId, new Set(clipIds)),
      /** All that is under way in a project, or anywhere. */
      cancelAll: (projectId: string | null) =>
        cancel(act, { filter: projectId === null ? {} : { projectId } }),
      retry: (jobs: Some) =>
        again(jobs.map(({ id: jobId }) => repeatable(act, RetryJob, { jobId }))),
    }),
    [act],
  );
}

export type JobActs = ReturnType<typeof useJobActs>;

type Which = { jobIds: string[] } | { filter: { projectId?: string } };

async function cancel(act: Act, which: Which): Promise<void> {
  const outcome = await act(CancelJobs, which);
  if (!outcome.ok) {
    notices.problems(outcome.problems, () => void cancel(act, which));
    return;
  }
  const { cancelledCount } = outcome.payload;
  if (cancelledCount > 1) notices.say(`Cancelled ${plural(cancelledCount, "render")}.`);
}

/** Those that fail are tried again by their own keys. */
async function again(sends: readonly ReturnType<typeof repeatable>[]): Promise<void> {
  const outcomes = await Promise.all(sends.map((send) => send()));
  const problems = outcomes.flatMap((outcome) => (outcome.ok ? [] : outcome.problems));
  const failed = sends.filter((_, index) => !outcomes[index]?.ok);
  const done = sends.length - failed.length;
  if (failed.length > 0) notices.problems(problems, () => void again(failed));
  if (done > 0) notices.say(done > 1 ? `${done} renders queued again.` : "Queued again.");
}

const UnderWay = graphql(`
  query UnderWay($projectId: ID!, $after: String) {
    jobs(first: 100, after: $after, filter: { active: true, projectId: $projectId }) {
      pageInfo {
        hasNextPage
        endCursor
      }
      nodes {
        id
        clip {
          id
        }
      }
    }
  }
`);

/** Every render under way of these clips. Throws a `Problem`. */
async function underWay(projectId: string, clips: ReadonlySet<string>) {
  const found: string[] = [];
  let after: string | null = null;
  do {
    const { jobs } = await read({ projectId, after });
    found.push(...jobs.nodes.flatMap(({ id, clip }) => (clip && clips.has(clip.id) ? [id] : [])));
    after = jobs.pageInfo.hasNextPage ? (jobs.pageInfo.endCursor ?? null) : null;
  } while (after);
  return found;
}

function read(variables: VariablesOf<typeof UnderWay>): Promise<ResultOf<typeof UnderWay>> {
  return new Promise((resolve, reject) => {
    readOnce(UnderWay, variables, ({ data, problem }) => (data ? resolve(data) : reject(problem)));
  });
}

async function cancelClips(act: Act, projectId: string, clips: ReadonlySet<string>): Promise<void> {
  try {
    const jobIds = await underWay(projectId, clips);
    if (jobIds.length > 0) await cancel(act, { jobIds });
  } catch (problem) {
    notices.problems([problem as Problem], () => void cancelClips(act, projectId, clips));
  }
}
