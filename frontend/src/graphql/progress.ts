/** The latest tick of each render that is under way: what changes too often for the entity to hold. */
import { useSyncExternalStore } from "react";

type Wait = {
  etaSeconds: number | null;
  etaLatestSeconds?: number | null;
  queuePosition: number | null;
};
export type Tick = Omit<Pace, "job"> & Partial<Wait>;
export type Pace = {
  progress: number;
  message: string | null;
  previewUrl: string | null;
  job: Wait & { id: string; state: string };
};

const OVER = new Set(["COMPLETED", "FAILED", "CANCELLED"]);
const latest = new Map<string, Tick>();
const states = new Map<string, string>();
const listeners = new Set<() => void>();

function tell(): void {
  for (const listener of listeners) listener();
}

export const ticks = {
  /** Takes in how far they are; answers with those that are in another state than before. */
  note(news: readonly Pace[]): Pace[] {
    const fresh = news.filter(({ job }) => states.get(job.id) !== job.state);
    for (const { job, ...pace } of news) {
      if (OVER.has(job.state)) {
        latest.delete(job.id);
        states.delete(job.id);
        continue;
      }
      const { id, state, etaSeconds, etaLatestSeconds = null, queuePosition } = job;
      const previewUrl = pace.previewUrl ?? latest.get(id)?.previewUrl ?? null;
      const { progress, message } = pace;
      const wait = { etaSeconds, etaLatestSeconds, queuePosition };
      latest.set(id, { progress, message, previewUrl, ...wait });
      states.set(id, state);
    }
    tell();
    return fresh;
  },
  of: (jobId: string): Tick | undefined => latest.get(jobId),
  clear(): void {
    latest.clear();
    states.clear();
    tell();
  },
};

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The latest tick of a render; undefined before the first and after its end. */
export function useTick(jobId: string | undefined): Tick | undefined {
  return useSyncExternalStore(subscribe, () => (jobId ? ticks.of(jobId) : undefined));
}
