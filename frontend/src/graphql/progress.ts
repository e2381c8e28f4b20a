/** The latest tick of each render that is under way: preview and words, which no entity holds. */
import { useSyncExternalStore } from "react";

export type Tick = { progress: number; message: string | null; previewUrl: string | null };
type News = Tick & { job: { id: string; state: string } };

const OVER = new Set(["COMPLETED", "FAILED", "CANCELLED"]);
const latest = new Map<string, Tick>();
const listeners = new Set<() => void>();

function tell(): void {
  for (const listener of listeners) listener();
}

export const ticks = {
  note(news: readonly News[]): void {
    for (const { job, progress, message, previewUrl } of news) {
      if (OVER.has(job.state)) latest.delete(job.id);
      else {
        const known = previewUrl ?? latest.get(job.id)?.previewUrl ?? null;
        latest.set(job.id, { progress, message, previewUrl: known });
      }
    }
    tell();
  },
  clear(): void {
    latest.clear();
    tell();
  },
};

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The latest tick of a render; undefined before the first and after its end. */
export function useTick(jobId: string | undefined): Tick | undefined {
  return useSyncExternalStore(subscribe, () => (jobId ? latest.get(jobId) : undefined));
}
