import { clsx } from "clsx";
import type { ReactNode } from "react";

const TONES = {
  idle: "border border-edge",
  wait: "border-2 border-accent",
  run: "bg-accent animate-pulse",
  good: "bg-good",
  warn: "bg-warn rotate-45 rounded-none",
  bad: "bg-bad rounded-none",
} as const;

export type Tone = keyof typeof TONES;

/** A small mark beside its word: each tone has a shape of its own, so that colour is not alone. */
export function Status({ tone, children }: { tone: Tone; children: ReactNode }) {
  return (
    <span className="inline-flex items-center gap-1.5 text-xs text-soft">
      <span aria-hidden className={clsx("dot size-2 shrink-0 rounded-full", TONES[tone])} />
      {children}
    </span>
  );
}

/** A bar from 0 to 1. */
export function Progress({ value, label }: { value: number; label: string }) {
  const percent = Math.round(Math.min(1, Math.max(0, value)) * 100);
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuenow={percent}
      aria-valuemin={0}
      aria-valuemax={100}
      className="h-1 overflow-hidden rounded-full bg-pressed"
    >
      <div
        className="h-full rounded-full bg-accent transition-[width]"
        style={{ width: `${percent}%` }}
      />
    </div>
  );
}

/** Grey where something is to come. */
export function Skeleton({ className }: { className?: string }) {
  return <div aria-hidden className={clsx("animate-pulse rounded-md bg-raised", className)} />;
}

/** Grey where the rows of a list are to come. */
export function SkeletonRows({ count }: { count: number }) {
  return (
    <div aria-busy className="flex flex-col gap-1">
      {Array.from({ length: count }, (_, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they are all the same
        <Skeleton key={at} className="h-11" />
      ))}
    </div>
  );
}
