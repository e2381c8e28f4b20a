/** Short words at the edge of the page: what was done, how to undo it, what went wrong. */
import { useSyncExternalStore } from "react";
import type { Problem } from "@/graphql/act";

export type Notice = {
  id: number;
  text: string;
  tone: "plain" | "bad";
  action?: { label: string; run: () => void } | undefined;
  /** What it is about: a later notice about the same takes its place. */
  about?: string | undefined;
  /** Milliseconds; problems stay until they are dismissed. */
  lasts: number;
};

/** So many of what was done; what went wrong stays, however much it is. */
const MOST_PLAIN = 3;

let shown: readonly Notice[] = [];
let count = 0;
const listeners = new Set<() => void>();

function show(next: readonly Notice[]): void {
  shown = next;
  for (const listener of listeners) listener();
}

/** Whether the later notice says all that the other does: an act that one may try again is not lost. */
function replaces(later: Omit<Notice, "id">, other: Notice): boolean {
  if (later.about !== undefined && later.about === other.about) return true;
  return later.text === other.text && (other.action === undefined || other.tone === "plain");
}

function add(notice: Omit<Notice, "id">): number {
  count += 1;
  const id = count;
  const others = shown.filter((other) => !replaces(notice, other));
  const plain = others.filter((other) => other.tone === "plain");
  const old = new Set(plain.slice(0, Math.max(0, plain.length + 1 - MOST_PLAIN)));
  show([...others.filter((other) => notice.tone === "bad" || !old.has(other)), { ...notice, id }]);
  return id;
}

export const notices = {
  all: (): readonly Notice[] => shown,
  say: (text: string, action?: Notice["action"]): number =>
    add({ text, tone: "plain", action, lasts: action ? 8_000 : 4_000 }),
  warn: (text: string, action?: Notice["action"], about?: string): number =>
    add({ text, tone: "bad", action, about, lasts: Number.POSITIVE_INFINITY }),
  /** Tells why something was not done; `about` is the act that `retry` repeats. */
  problems: (problems: readonly Problem[], retry?: () => void, about?: string): void => {
    const texts = new Set(problems.map((problem) => problem.message));
    notices.warn([...texts].join(" "), retry && { label: "Try again", run: retry }, about);
  },
  dismiss: (id: number): void => show(shown.filter((notice) => notice.id !== id)),
  clear: (): void => show([]),
};

export function useNotices(): readonly Notice[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => shown,
  );
}
