/** What the board says of shots, in few words. */
import type { Clip, Job } from "@/graphql/entities";
import { KINDS_OF, type What } from "@/graphql/last-kind";
import { lacks } from "@/graphql/picking";
import type { Wanted } from "@/graphql/price-tag";
import type { Tick } from "@/graphql/progress";
import type { WholeScene } from "@/graphql/project";
import { failureOf, renderOf } from "@/graphql/renders";
import { type JobWords, jobWords } from "@/graphql/words";

export const NO_NEW = "There are no new takes";

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

/** Whether some of these were made, or are on their way: to make all of them anew may not be meant. */
export function asks(clips: readonly Pick<Clip, "takeKinds" | "jobs">[], what: What): boolean {
  const [kind] = KINDS_OF[what];
  return clips.some((clip) => !lacks(clip, kind));
}

/** What "Generate scene" would do with it. */
export function wantedOfScene({ id, clips }: Pick<WholeScene, "id" | "clips">, what: What): Wanted {
  return asks(clips, what) ? { asking: { sceneId: id } } : { now: { sceneId: id } };
}

export function drawnOf(clips: readonly Pick<Clip, "selectedTake">[]): number {
  return clips.filter((clip) => clip.selectedTake !== null).length;
}
