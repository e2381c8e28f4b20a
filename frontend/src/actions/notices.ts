/** Short words at the edge of the page: what was done, how to undo it, what went wrong. */
import { useSyncExternalStore } from "react";
import type { Problem } from "@/graphql/act";

export type Notice = {
  id: number;
  text: string;
  tone: "plain" | "bad";
  action?: { label: string; run: () => void } | undefined;
  /** Milliseconds; problems stay until they are dismissed. */
  lasts: number;
};

let shown: readonly Notice[] = [];
let count = 0;
const listeners = new Set<() => void>();

function show(next: readonly Notice[]): void {
  shown = next;
  for (const listener of listeners) listener();
}

function add(notice: Omit<Notice, "id">): number {
  count += 1;
  const id = count;
  const others = shown.filter((other) => other.text !== notice.text);
  show([...others, { ...notice, id }].slice(-4));
  return id;
}

export const notices = {
  say: (text: string, action?: Notice["action"]): number =>
    add({ text, tone: "plain", action, lasts: action ? 8_000 : 4_000 }),
  warn: (text: string, action?: Notice["action"]): number =>
    add({ text, tone: "bad", action, lasts: Number.POSITIVE_INFINITY }),
  problems: (problems: readonly Problem[], retry?: () => void): void => {
    const text = problems.map((problem) => problem.message).join(" ");
    notices.warn(text, retry && { label: "Try again", run: retry });
  },
  dismiss: (id: number): void => show(shown.filter((notice) => notice.id !== id)),
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
