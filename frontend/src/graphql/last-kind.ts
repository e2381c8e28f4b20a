/** What is generated unless one says otherwise: what was chosen last in this tab. */
import { useSyncExternalStore } from "react";
import { plural } from "@/ui/words";
import type { MediaKind } from "./entities";

const WHATS = ["still", "video", "both"] as const;
export type What = (typeof WHATS)[number];

/** In the order in which they are made. */
export const KINDS_OF: Record<What, [MediaKind, ...MediaKind[]]> = {
  still: ["IMAGE"],
  video: ["VIDEO"],
  both: ["IMAGE", "VIDEO"],
};

/** How it is called on buttons. */
export const GENERATE: Record<What, string> = {
  still: "Generate",
  video: "Generate video",
  both: "Generate still and video",
};

/** The same of one shot or of more. */
export function generateWords(what: What, shots: number): string {
  if (shots < 2) return GENERATE[what];
  return `${GENERATE[what]} ${what === "still" ? "" : "of "}${plural(shots, "shot")}`;
}

const KEY = "storycanvas.generate.what";
const listeners = new Set<() => void>();

function kept(): What {
  const said = sessionStorage.getItem(KEY);
  return WHATS.find((what) => what === said) ?? "still";
}

export const lastKind = {
  get: kept,
  set(what: What): void {
    sessionStorage.setItem(KEY, what);
    for (const listener of listeners) listener();
  },
};

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useLastKind(): What {
  return useSyncExternalStore(subscribe, kept);
}
