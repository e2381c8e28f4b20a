/** Which sections are folded, as they were left in this browser. */
import { useSyncExternalStore } from "react";

const KEY = "storycanvas.inspector.closed";
const listeners = new Set<() => void>();
let closed: readonly string[] = kept();

function kept(): string[] {
  try {
    const names: unknown = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(names) ? names.filter((name) => typeof name === "string") : [];
  } catch {
    return [];
  }
}

function set(next: readonly string[]): void {
  closed = next;
  localStorage.setItem(KEY, JSON.stringify(next));
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function unfold(name: string): void {
  if (closed.includes(name)) set(closed.filter((other) => other !== name));
}

export function useOpen(name: string) {
  const isOpen = useSyncExternalStore(subscribe, () => !closed.includes(name));
  return [isOpen, () => (isOpen ? set([...closed, name]) : unfold(name))] as const;
}
