/** The exports that were asked for in this window, to tell when they are there. */
import { useSyncExternalStore } from "react";

const PLACE = "storycanvas.exports.asked";

const listeners = new Set<() => void>();

function read(): string[] {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(PLACE) ?? "[]");
    return Array.isArray(kept) ? kept.filter((id) => typeof id === "string") : [];
  } catch {
    return [];
  }
}

function write(ids: readonly string[]): void {
  sessionStorage.setItem(PLACE, JSON.stringify(ids.slice(-50)));
  for (const listener of listeners) listener();
}

export const asked = {
  add: (id: string): void => write([...read().filter((other) => other !== id), id]),
  /** True if it was among them: it is told once. */
  take(id: string): boolean {
    const ids = read();
    if (!ids.includes(id)) return false;
    write(ids.filter((other) => other !== id));
    return true;
  },
};

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** They, as they are kept. */
export function useAsked(): string {
  return useSyncExternalStore(subscribe, () => sessionStorage.getItem(PLACE) ?? "");
}
