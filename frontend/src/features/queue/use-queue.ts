import { useEffect, useMemo } from "react";
import { useQuery } from "urql";
import { notices } from "@/actions/notices";
import { requestKey, useAct } from "@/graphql/act";
import type { Job } from "@/graphql/entities";
import { onReturn } from "@/graphql/socket";
import { ActiveJobs, CancelJobs, EndedJobs, RetryJob } from "./documents";
import { ended, underWay } from "./order";

/** The renders under way; kept by events, never asked for again. */
export function useActiveJobs() {
  const [{ data, error, fetching }, reread] = useQuery({ query: ActiveJobs });
  useEffect(() => {
    const anew = () => reread({ requestPolicy: "network-only" });
    const onSight = () => document.visibilityState === "visible" && anew();
    document.addEventListener("visibilitychange", onSight);
    const forget = onReturn(anew);
    return () => {
      document.removeEventListener("visibilitychange", onSight);
      forget();
    };
  }, [reread]);
  const jobs = useMemo(() => underWay(data?.jobs.nodes ?? []), [data]);
  return { jobs, error, waiting: fetching && !data };
}

export function useEndedJobs() {
  const [{ data }] = useQuery({ query: EndedJobs, requestPolicy: "cache-and-network" });
  return useMemo(() => ended(data?.jobs.nodes ?? []), [data]);
}

export function useJobActs() {
  const act = useAct();
  async function cancel(jobs: readonly Job[]) {
    const outcome = await act(CancelJobs, { jobIds: jobs.map((job) => job.id) });
    if (!outcome.ok) notices.problems(outcome.problems);
    else if (jobs.length > 1) notices.say(`Cancelled ${jobs.length} renders.`);
  }
  async function retry(jobs: readonly Job[], keys = jobs.map(requestKey)) {
    const outcomes = await Promise.all(
      jobs.map((job, index) =>
        act(RetryJob, { jobId: job.id, idempotencyKey: keys[index] ?? requestKey() }),
      ),
    );
    const failed = outcomes.flatMap((outcome) => (outcome.ok ? [] : outcome.problems));
    if (failed.length > 0) notices.problems(failed, () => void retry(jobs, keys));
    else notices.say(jobs.length > 1 ? `${jobs.length} renders queued again.` : "Queued again.");
  }
  return { cancel, retry };
}
