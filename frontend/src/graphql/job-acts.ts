/** Cancelling renders and trying them again, wherever they are shown. */
import { useMemo } from "react";
import { notices } from "@/actions/notices";
import { plural } from "@/ui/words";
import { type Act, type Problem, useAct } from "./act";
import { CancelJobs, RetryJob, RetryJobs } from "./acts";
import { asksFirst } from "./confirming";
import { readOnce } from "./once";
import { graphql, type ResultOf, type VariablesOf } from "./tada";
import { repeatable, useWish } from "./wish";

type Some = readonly { id: string }[];

export function useJobActs() {
  const act = useAct();
  const wish = useWish();
  return useMemo(
    () => ({
      cancel: (jobs: Some) => cancel(act, { jobIds: jobs.map(({ id }) => id) }),
      /** All that is under way of these shots, however much was asked for since. */
      cancelClips: (projectId: string, clipIds: readonly string[]) =>
        cancelClips(act, projectId, new Set(clipIds)),
      /** All that is under way in a project, or anywhere. */
      cancelAll: (projectId: string | null) => cancel(act, { filter: filterOf(projectId) }),
      retry: (jobs: Some) =>
        again(
          act,
          jobs.map(({ id: jobId }) => retryOf(act, jobId)),
        ),
      cancelBatch: (batchId: string) => cancel(act, { filter: { batchId } }),
      /** All that failed in a project, or anywhere, and may be tried again. */
      retryFailed: (projectId: string | null) => retryAll(wish, filterOf(projectId)),
      retryBatch: (batchId: string) => retryAll(wish, { batchId }),
    }),
    [act, wish],
  );
}

export type JobActs = ReturnType<typeof useJobActs>;

export type Which = { jobIds: string[] } | { filter: { projectId?: string; batchId?: string } };

/** Of one project, or of all. */
export function filterOf(projectId: string | null): { projectId?: string } {
  return projectId === null ? {} : { projectId };
}

function tellAgain({ count }: { count: number }): void {
  notices.say(
    count > 0
      ? `Queued ${plural(count, "failed render")} again.`
      : "Nothing failed that can be tried again.",
  );
}

async function cancel(act: Act, which: Which): Promise<void> {
  const outcome = await act(CancelJobs, which);
  if (!outcome.ok) {
    notices.problems(outcome.problems, () => void cancel(act, which));
    return;
  }
  const { cancelledCount } = outcome.payload;
  if (cancelledCount > 1) notices.say(`Cancelled ${plural(cancelledCount, "render")}.`);
}

function retryAll(
  wish: ReturnType<typeof useWish>,
  filter: { projectId?: string; batchId?: string },
  pay: { quoteId?: string } = {},
) {
  return wish(
    RetryJobs,
    { filter, ...pay },
    {
      done: (payload) => tellAgain(payload),
      refused: (payload) =>
        asksFirst([payload?.quote], ([pay]) => void retryAll(wish, filter, pay)),
    },
  );
}

function retryOf(act: Act, jobId: string, pay: { quoteId?: string } = {}) {
  return { jobId, send: repeatable(act, RetryJob, { jobId, ...pay }) };
}

/** Those that fail are tried again by their own keys; those past a limit once that is confirmed. */
async function again(act: Act, retries: readonly ReturnType<typeof retryOf>[]): Promise<void> {
  const outcomes = await Promise.all(retries.map(({ send }) => send()));
  const problems = outcomes.flatMap((outcome) => (outcome.ok ? [] : outcome.problems));
  const failed = retries.filter((_, index) => !outcomes[index]?.ok);
  const done = retries.length - failed.length;
  const quotes = outcomes.flatMap((outcome) => (outcome.ok ? [] : [outcome.payload?.quote]));
  const confirmed = (pays: { quoteId: string }[]) =>
    again(
      act,
      failed.map(({ jobId }, index) => retryOf(act, jobId, pays[index])),
    );
  if (failed.length > 0 && !asksFirst(quotes, (pays) => void confirmed(pays)))
    notices.problems(problems, () => void again(act, failed));
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
