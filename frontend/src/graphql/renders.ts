/** Of a clip's renders, the newest first, those to tell of. */
import { isActive, type Job } from "./entities";

type Render = Pick<Job, "state" | "kind">;

const FURTHEST: readonly Job["state"][] = ["SAVING", "RUNNING", "STARTING", "WAITING"];

/** The one under way that is furthest. */
export function renderOf<One extends Render>(jobs: readonly One[]): One | null {
  const active = jobs.filter(isActive);
  for (const state of FURTHEST) {
    const found = active.find((job) => job.state === state);
    if (found) return found;
  }
  return active.at(-1) ?? null;
}

/** The last failure that no later render of the same kind has made good. */
export function failureOf<One extends Render>(jobs: readonly One[]): One | null {
  const last = (job: One, at: number) => jobs.findIndex(({ kind }) => kind === job.kind) === at;
  return jobs.find((job, at) => job.state === "FAILED" && last(job, at)) ?? null;
}
