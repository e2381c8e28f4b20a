/** How a batch is, in words. */
import { waitOf } from "@/editor/time";
import { dollars } from "@/ui/money";
import type { Tone } from "@/ui/status";
import type { Batch, Details } from "./documents";

type Counts = Pick<
  Batch["counts"],
  "total" | "waiting" | "running" | "completed" | "failed" | "cancelled" | "paused"
>;

export function isOver({ waiting, running }: Counts): boolean {
  return waiting + running === 0;
}

/** What waits and is not held back. */
export function ready({ waiting, paused }: Counts): number {
  return Math.max(0, waiting - paused);
}

export function standingOf(counts: Counts): { tone: Tone; word: string } {
  const { waiting, running, failed, completed, cancelled, paused } = counts;
  if (!isOver(counts)) {
    if (running === 0 && paused >= waiting) return { tone: "idle", word: "Paused" };
    return running > 0 ? { tone: "run", word: "Rendering" } : { tone: "wait", word: "Queued" };
  }
  if (failed > 0) return { tone: "bad", word: completed > 0 ? "Done in part" : "Failed" };
  if (cancelled > 0)
    return { tone: "idle", word: completed > 0 ? "Cancelled in part" : "Cancelled" };
  return { tone: "good", word: "Done" };
}

/** "12 of 40 done, 3 running, 1 failed". */
export function countWords({
  total,
  completed,
  running,
  failed,
  cancelled,
  paused,
}: Counts): string {
  const of = (count: number, word: string) =>
    count > 0 ? `${count.toLocaleString("en")} ${word}` : null;
  return [
    `${completed.toLocaleString("en")} of ${total.toLocaleString("en")} done`,
    of(running, "running"),
    of(paused, "paused"),
    of(failed, "failed"),
    of(cancelled, "cancelled"),
  ]
    .filter(Boolean)
    .join(", ");
}

type Costs = Pick<Batch, "expectedCost" | "mostCost" | "spent">;

/** "$0.12 of about $0.42"; null where all of it is free. */
export function costWords({ expectedCost, mostCost, spent }: Costs): string | null {
  if (Number(mostCost) + Number(spent) === 0) return null;
  return `${dollars(spent)} of about ${dollars(expectedCost)}`;
}

/** How long it still takes; null where it is over, held back, or nothing was measured. */
export function leftWords({ counts, etaSeconds }: Pick<Batch, "counts" | "etaSeconds">) {
  if (isOver(counts) || etaSeconds === null) return null;
  if (counts.running === 0 && ready(counts) === 0) return null;
  return `${waitOf(etaSeconds)} left`;
}

export const REASONS: Record<Details["skipped"][number]["reason"], string> = {
  HAS_TAKE: "has a take already",
  ALREADY_QUEUED: "was queued already",
  LOCKED: "is locked",
};
