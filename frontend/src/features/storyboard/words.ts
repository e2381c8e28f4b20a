/** What the board says of shots, in few words. */
import { type Clip, isActive, type Job } from "@/graphql/entities";
import type { Tick } from "@/graphql/progress";
import type { Tone } from "@/ui/status";

export type State = {
  tone: Tone;
  word: string;
  /** 0 to 1 while a render runs. */
  progress: number | null;
  /** The job that it tells of. */
  job: Job | null;
  reason: string | null;
};

const ON_THE_WAY: Partial<Record<Job["state"], string>> = {
  QUEUED: "Queued",
  SUBMITTING: "Sending",
  WAITING: "Waiting for a worker",
  STARTING: "Starting",
  SAVING: "Saving",
  CANCELLING: "Cancelling",
};

const FURTHEST: readonly Job["state"][] = ["SAVING", "RUNNING", "STARTING", "WAITING"];

type Told = Pick<Clip, "jobs" | "selectedTake">;

/** The render under way that is furthest. */
export function renderOf(clip: Pick<Clip, "jobs">): Job | null {
  const active = clip.jobs.filter(isActive);
  for (const state of FURTHEST) {
    const found = active.find((job) => job.state === state);
    if (found) return found;
  }
  return active.at(-1) ?? null;
}

export function failureOf(clip: Pick<Clip, "jobs">): Job | null {
  const [newest] = clip.jobs;
  return newest?.state === "FAILED" ? newest : null;
}

export function stateOf(clip: Told, tick?: Tick): State {
  const job = renderOf(clip);
  if (job) return { ...underWay(job, tick), job, reason: null };
  const failed = failureOf(clip);
  const nothing = { progress: null, job: null, reason: null };
  if (failed) {
    const reason = failed.error?.message ?? failed.message ?? "The endpoint gave no reason.";
    return { tone: "bad", word: "Failed", progress: null, job: failed, reason };
  }
  if (clip.selectedTake) return { ...nothing, tone: "good", word: "Done" };
  return { ...nothing, tone: "idle", word: "Nothing yet" };
}

function underWay(job: Job, tick: Tick | undefined): Pick<State, "tone" | "word" | "progress"> {
  const word = ON_THE_WAY[job.state];
  if (word) {
    const line = job.state === "QUEUED" && job.queuePosition ? `, place ${job.queuePosition}` : "";
    const waits = job.state !== "SAVING" && job.state !== "STARTING";
    return { tone: waits ? "wait" : "run", word: word + line, progress: null };
  }
  const progress = Math.max(0, Math.min(1, tick?.progress ?? job.progress));
  const message = tick?.message ?? job.message ?? "Rendering";
  return { tone: "run", word: `${Math.floor(progress * 100)} % ${message}`, progress };
}

export const FRAMINGS: Record<Clip["framing"], string> = {
  EXTREME_WIDE: "Extreme wide",
  WIDE: "Wide",
  FULL: "Full",
  MEDIUM_WIDE: "Medium wide",
  MEDIUM: "Medium",
  MEDIUM_CLOSE: "Medium close",
  CLOSE: "Close",
  EXTREME_CLOSE: "Extreme close",
  OVER_THE_SHOULDER: "Over the shoulder",
  POV: "Point of view",
  TWO_SHOT: "Two-shot",
  INSERT: "Insert",
};

export function shots(count: number): string {
  return count === 1 ? "1 shot" : `${count} shots`;
}

export function scenesIn(count: number): string {
  return count === 1 ? "1 scene" : `${count} scenes`;
}

export function framesOf(clips: readonly Pick<Clip, "durationFrames">[]): number {
  return clips.reduce((sum, clip) => sum + clip.durationFrames, 0);
}

export function drawnOf(clips: readonly Pick<Clip, "selectedTake">[]): number {
  return clips.filter((clip) => clip.selectedTake !== null).length;
}
