/** The script that is being written or looked at before it is imported; kept until it is. */
import { useSyncExternalStore } from "react";
import { history } from "@/actions/history";
import type { Format } from "./documents";

export type Draft = {
  text: string;
  /** How it is written; null leaves that to the studio. */
  format: Format | null;
};

const KEY = "storycanvas.script";
const REST_MS = 300;
const BLANK: Draft = { text: "", format: null };

let present: Draft | null = null;
let timer = 0;
const listeners = new Set<() => void>();

function recall(): Draft {
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEY) ?? "null") as Partial<Draft> | null;
    return typeof kept?.text === "string" ? { ...BLANK, ...kept } : BLANK;
  } catch {
    return BLANK;
  }
}

function keep(): void {
  clearTimeout(timer);
  try {
    if (draft.get().text) sessionStorage.setItem(KEY, JSON.stringify(draft.get()));
    else sessionStorage.removeItem(KEY);
  } catch {
    // There is no room for it in this browser: the page itself still holds it.
  }
}

export const draft = {
  get(): Draft {
    present ??= recall();
    return present;
  },
  set(next: Partial<Draft>): void {
    present = { ...draft.get(), ...next };
    for (const listener of listeners) listener();
    clearTimeout(timer);
    timer = window.setTimeout(keep, REST_MS);
  },
  /** Puts another text in the place of this one, with a way back if that was not empty. */
  async replace(text: string, label: string): Promise<void> {
    const before = draft.get();
    if (text === before.text) return;
    const next = { ...BLANK, text };
    if (before.text.trim() === "") {
      draft.set(next);
      return;
    }
    const turn = (to: Draft) => async () => {
      draft.set(to);
      return { ok: true } as const;
    };
    await history.do({ label, run: turn(next), undo: turn(before) });
  },
  clear(): void {
    draft.set(BLANK);
    keep();
  },
};

export function useDraft(): Draft {
  return useSyncExternalStore(subscribe, draft.get);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  if (listeners.size === 1) addEventListener("pagehide", keep);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) removeEventListener("pagehide", keep);
  };
}
