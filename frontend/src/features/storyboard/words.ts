/** What the board says of shots, in few words. */
import type { Clip, Job } from "@/graphql/entities";
import type { Tick } from "@/graphql/progress";
import { failureOf, renderOf } from "@/graphql/renders";
import { type JobWords, jobWords } from "@/graphql/words";

export type State = JobWords & {
  /** The job that it tells of. */
  job: Job | null;
  /** Why it failed. */
  reason: string | null;
};

export function stateOf(
  { jobs, selectedTake }: Pick<Clip, "jobs" | "selectedTake">,
  tick?: Tick,
): State {
  const job = renderOf(jobs);
  if (job) return { ...jobWords(job, tick), job, reason: null };
  const failed = failureOf(jobs);
  if (failed) {
    const reason = failed.error?.message ?? failed.message ?? "The endpoint gave no reason.";
    return { ...jobWords(failed), job: failed, reason };
  }
  const nothing = { progress: null, job: null, reason: null };
  return selectedTake
    ? { ...nothing, tone: "good", word: "Done" }
    : { ...nothing, tone: "idle", word: "Nothing yet" };
}

export function drawnOf(clips: readonly Pick<Clip, "selectedTake">[]): number {
  return clips.filter((clip) => clip.selectedTake !== null).length;
}
