/** The order of a queue as a person reads it. */
import type { Job } from "@/graphql/entities";

const FURTHEST: readonly Job["state"][] = [
  "SAVING",
  "RUNNING",
  "STARTING",
  "CANCELLING",
  "WAITING",
  "SUBMITTING",
  "QUEUED",
];

/** What is furthest first; those that wait in the order in which they were asked for. */
export function underWay(jobs: readonly Job[]): Job[] {
  return jobs.toSorted(
    (a, b) =>
      FURTHEST.indexOf(a.state) - FURTHEST.indexOf(b.state) ||
      a.createdAt.localeCompare(b.createdAt) ||
      a.id.localeCompare(b.id),
  );
}

/** What ended last first. */
export function ended(jobs: readonly Job[]): Job[] {
  return jobs.toSorted((a, b) => (b.finishedAt ?? "").localeCompare(a.finishedAt ?? ""));
}

/** The longest wait that is known, in seconds; null if none is. */
export function longestWait(jobs: readonly Job[]): number | null {
  const waits = jobs.map((job) => job.etaSeconds).filter((eta) => eta !== null);
  return waits.length > 0 ? Math.max(...waits) : null;
}
