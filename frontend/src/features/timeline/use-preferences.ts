import { useState } from "react";
import { UNITS, type Unit } from "./ticks";

export type Preferences = {
  unit: Unit;
  /** What is dragged comes to rest at edges, beats and the playhead. */
  snap: boolean;
  /** Of beats: all of them, the first of each bar, or none. */
  beats: "all" | "bars" | "none";
  /** Other shots make room. */
  ripple: boolean;
  loop: boolean;
};

const USUAL: Preferences = {
  unit: "timecode",
  snap: true,
  beats: "all",
  ripple: true,
  loop: false,
};

function kept(key: string): Preferences {
  try {
    const said: unknown = JSON.parse(localStorage.getItem(key) ?? "{}");
    const found = { ...USUAL, ...(typeof said === "object" ? said : {}) };
    return UNITS.includes(found.unit) ? found : USUAL;
  } catch {
    return USUAL;
  }
}

/** How a project's timeline is looked at and worked on, kept in this browser. */
export function usePreferences(projectId: string) {
  const key = `storycanvas.timeline.${projectId}`;
  const [preferences, set] = useState(() => kept(key));
  function change(part: Partial<Preferences>): void {
    const next = { ...preferences, ...part };
    localStorage.setItem(key, JSON.stringify(next));
    set(next);
  }
  return { preferences, change };
}
