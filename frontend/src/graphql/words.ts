/** What the graph's states and kinds are called on the page. */
import type { Tone } from "@/ui/status";
import type { Clip, Job, MediaKind } from "./entities";
import type { Tick } from "./progress";

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

export const KINDS: Record<MediaKind, string> = { IMAGE: "Still", VIDEO: "Video", AUDIO: "Sound" };

export type JobWords = {
  tone: Tone;
  word: string;
  /** 0 to 1 while it is being drawn, else null. */
  progress: number | null;
};

const STATES: Record<Exclude<Job["state"], "RUNNING">, [Tone, string]> = {
  QUEUED: ["wait", "Queued"],
  SUBMITTING: ["wait", "Sending"],
  WAITING: ["wait", "Waiting for a worker"],
  STARTING: ["run", "Starting"],
  SAVING: ["run", "Saving"],
  CANCELLING: ["wait", "Cancelling"],
  COMPLETED: ["good", "Done"],
  FAILED: ["bad", "Failed"],
  CANCELLED: ["idle", "Cancelled"],
};

/** How a render is, in few words; the latest tick knows more than the job. */
export function jobWords(
  job: Pick<Job, "state" | "queuePosition" | "progress" | "message">,
  tick?: Tick,
): JobWords {
  if (job.state === "RUNNING") {
    const progress = Math.max(0, Math.min(1, tick?.progress ?? job.progress));
    const message = tick?.message ?? job.message ?? "rendering";
    return { tone: "run", word: `${Math.floor(progress * 100)} % ${message}`, progress };
  }
  const [tone, word] = STATES[job.state];
  const position = tick?.queuePosition ?? job.queuePosition;
  const place = job.state === "QUEUED" && position ? `, place ${position}` : "";
  return { tone, word: word + place, progress: null };
}
