/** What a person does with the queue itself: whose turn is when, what waits, what is in sight. */
import { useMemo } from "react";
import { history } from "@/actions/history";
import { notices } from "@/actions/notices";
import { plural } from "@/ui/words";
import { type Act, type Answer, type Mutation, type Outcome, useAct } from "./act";
import { ClearJobs, MoveJobs, PauseJobs, PrioritizeJobs, ResumeJobs } from "./acts";
import type { Job, Priority } from "./entities";
import { filterOf, type Which } from "./job-acts";
import { PRIORITIES } from "./words";

type Touched = Answer & { count: number; jobs: readonly { id: string }[] };
type Change = Mutation<Touched, Which>;

export function useQueueActs() {
  const act = useAct();
  return useMemo(
    () => ({
      pause: (job: Job) => hold(act, { jobIds: [job.id] }),
      resume: (job: Job) => release(act, { jobIds: [job.id] }),
      pauseAll: (projectId: string | null) => hold(act, { filter: filterOf(projectId) }),
      resumeAll: (projectId: string | null) => release(act, { filter: filterOf(projectId) }),
      pauseBatch: (batchId: string) => hold(act, { filter: { batchId } }),
      resumeBatch: (batchId: string) => release(act, { filter: { batchId } }),
      /** Before all else that waits. */
      boostBatch: (batchId: string) => boost(act, batchId),
      prioritize: (job: Job, priority: Priority) => prioritize(act, job, priority),
      /** Of its line, directly before another; `next` is the one it was directly before. */
      move: (job: Job, before: string, next: string | null) => move(act, job, before, next),
      clear: (job: Job) => clear(act, { jobIds: [job.id] }),
      clearEnded: (projectId: string | null) => clear(act, { filter: filterOf(projectId) }),
    }),
    [act],
  );
}

export type QueueActs = ReturnType<typeof useQueueActs>;

const hold = (act: Act, which: Which) => swap(act, which, PauseJobs, ResumeJobs, "Paused");
const release = (act: Act, which: Which) => swap(act, which, ResumeJobs, PauseJobs, "Resumed");

/** To undo it touches what was changed, and nothing that was so before. */
async function swap(act: Act, which: Which, there: Change, back: Change, said: string) {
  const outcome = await act(there, which);
  if (!outcome.ok) {
    notices.problems(outcome.problems, () => void swap(act, which, there, back, said));
    return;
  }
  const { count } = outcome.payload;
  if (count === 0) {
    notices.say(`Nothing waits that can be ${said.toLowerCase()}.`);
    return;
  }
  const changed = touched(which, outcome);
  let first = true;
  await history.do({
    label: `${said} ${plural(count, "render")}`,
    run: () => {
      if (!first) return act(there, changed);
      first = false;
      return Promise.resolve(outcome);
    },
    undo: () => act(back, changed),
  });
}

/** An answer has no more than 500 of them: of more than that it is all that was asked for. */
function touched(which: Which, outcome: Outcome<Touched>): Which {
  const { count = 0, jobs = [] } = outcome.payload ?? {};
  if ("jobIds" in which) return which;
  return count > jobs.length ? which : { jobIds: jobs.map(({ id }) => id) };
}

function prioritize(act: Act, job: Job, priority: Priority) {
  const to = (wanted: Priority) => () =>
    act(PrioritizeJobs, { jobIds: [job.id], priority: wanted });
  return history.do({
    label: `${nameOf(job)}: ${PRIORITIES[priority].toLowerCase()}`,
    run: to(priority),
    undo: to(job.priority),
  });
}

async function boost(act: Act, batchId: string): Promise<void> {
  const outcome = await act(PrioritizeJobs, { filter: { batchId }, priority: "RUSH" });
  if (!outcome.ok) {
    notices.problems(outcome.problems, () => void boost(act, batchId));
    return;
  }
  const { count } = outcome.payload;
  notices.say(count > 0 ? `${plural(count, "render")} before all else.` : "Nothing of it waits.");
}

function move(act: Act, job: Job, before: string, next: string | null) {
  const to = (beforeId: string | null) => () => act(MoveJobs, { jobIds: [job.id], beforeId });
  return history.do({ label: `Moved ${nameOf(job)} up`, run: to(before), undo: to(next) });
}

function nameOf(job: Job): string {
  return job.clip?.number ?? "the render";
}

async function clear(act: Act, which: Which): Promise<void> {
  const outcome = await act(ClearJobs, which);
  if (!outcome.ok) {
    notices.problems(outcome.problems, () => void clear(act, which));
    return;
  }
  const { count } = outcome.payload;
  notices.say(
    count > 0
      ? `Cleared ${plural(count, "render")} from this list for good. Takes stay.`
      : "Nothing has ended that could be cleared.",
  );
}
