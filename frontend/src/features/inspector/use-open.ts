import { useState } from "react";

const KEY = "storycanvas.inspector.closed";

function closed(): string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(kept) ? kept.filter((name) => typeof name === "string") : [];
  } catch {
    return [];
  }
}

/** Whether a section is open, as it was left in this browser. */
export function useOpen(name: string) {
  const [isOpen, setOpen] = useState(() => !closed().includes(name));
  function toggle() {
    const others = closed().filter((other) => other !== name);
    localStorage.setItem(KEY, JSON.stringify(isOpen ? [...others, name] : others));
    setOpen(!isOpen);
  }
  return [isOpen, toggle] as const;
}
