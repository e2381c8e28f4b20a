/** What the graph's states and kinds are called on the page. */
import type { Tone } from "@/ui/status";
import type { Clip, Endpoint, Job, MediaKind, Priority } from "./entities";
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

export const PROVIDERS: Record<Endpoint["provider"], string> = {
  RUNPOD: "RunPod",
  COMFYUI: "ComfyUI",
  OPENAI_VIDEOS: "OpenAI Videos",
  PULL: "Machines that ask for work",
};

type Standing = Pick<
  Endpoint,
  "enabled" | "health" | "healthDetail" | "availability" | "availabilityReason"
>;

/** How an endpoint is, in few words, and why. */
export function endpointWords(endpoint: Standing): {
  tone: Tone;
  word: string;
  why: string | null;
} {
  const { enabled, health, healthDetail, availability, availabilityReason } = endpoint;
  if (!enabled) return { tone: "idle", word: "Disabled", why: null };
  if (availability === "RETIRED") return { tone: "warn", word: "Retired", why: availabilityReason };
  switch (health) {
    case "ONLINE":
      return { tone: "good", word: "Online", why: null };
    case "UNHEALTHY":
      return { tone: "warn", word: "Cannot work", why: healthDetail };
    case "OFFLINE":
      return { tone: "bad", word: "Offline", why: healthDetail };
    default:
      return { tone: "idle", word: "Not checked yet", why: null };
  }
}

export const PRIORITIES: Record<Priority, string> = {
  RUSH: "Rush",
  HIGH: "High priority",
  NORMAL: "Normal priority",
  BACKGROUND: "Background",
};

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

type Said = "state" | "queuePosition" | "progress" | "message" | "pausedAt" | "notBefore";

/**
 * How a render is, in few words; the latest tick knows more than the job. Seconds are counted only
 * for who says what time it is, as one who tells it anew each second.
 */
export function jobWords(job: Pick<Job, Said>, tick?: Tick, now?: number): JobWords {
  if (job.state === "RUNNING") {
    const progress = Math.max(0, Math.min(1, tick?.progress ?? job.progress));
    const message = tick?.message ?? job.message ?? "rendering";
    return { tone: "run", word: `${Math.floor(progress * 100)} % ${message}`, progress };
  }
  const [tone, word] = STATES[job.state];
  if (job.state !== "QUEUED") return { tone, word, progress: null };
  if (job.pausedAt) return { tone: "idle", word: "Paused", progress: null };
  const wait = secondsUntil(job.notBefore, now ?? Date.now());
  if (wait > 0) {
    const when = now === undefined ? "soon" : `in ${inShort(wait)}`;
    return { tone: "warn", word: `Tried again ${when}`, progress: null };
  }
  const position = tick?.queuePosition ?? job.queuePosition;
  return { tone, word: position ? `${word}, place ${position}` : word, progress: null };
}

/** 0 where it is over, or was never set. */
export function secondsUntil(moment: string | null, now: number): number {
  const left = moment === null ? 0 : (Date.parse(moment) - now) / 1000;
  return left > 0 ? Math.ceil(left) : 0;
}

function inShort(seconds: number): string {
  return seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
}
