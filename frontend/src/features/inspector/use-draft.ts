import type { Client } from "@urql/core";
import { useEffect, useSyncExternalStore } from "react";
import { useClient } from "urql";
import { useAct } from "@/graphql/act";
import { onReturn } from "@/graphql/socket";
import { portTo } from "./draft-port";
import { Drafts, type Place, shownText } from "./drafts";

const open = new WeakMap<Client, Drafts>();

/** The drafts of whoever is signed in; they outlive the panel. */
export function useDrafts(): Drafts {
  const client = useClient();
  const act = useAct();
  const known = open.get(client);
  if (known) return known;
  const drafts = new Drafts(portTo(client, act), localStorage);
  open.set(client, drafts);
  return drafts;
}

/** Sends what was kept back, now and each time the studio answers again. */
export function useResume(): void {
  const drafts = useDrafts();
  useEffect(() => {
    const resume = () => void drafts.resume();
    resume();
    const forget = onReturn(resume);
    addEventListener("online", resume);
    return () => {
      forget();
      removeEventListener("online", resume);
    };
  }, [drafts]);
}

export type TextSource = Place & {
  /** What the studio holds. */
  value: string;
  /** What it is, for people: "picture prompt of shot 12A". */
  what: string;
};

/** A text of the studio that is edited in place. */
export function useDraft({ id, field, value, what }: TextSource) {
  const drafts = useDrafts();
  const draft = useSyncExternalStore(drafts.subscribe, () => drafts.get({ id, field }));
  useEffect(() => () => drafts.leave({ id, field }), [drafts, id, field]);
  return {
    text: shownText(draft, value),
    phase: draft?.phase ?? null,
    message: draft?.message ?? null,
    theirs: draft?.theirs ?? null,
    type: (text: string) => drafts.type({ id, field }, what, value, text),
    leave: () => drafts.leave({ id, field }),
    again: () => void drafts.save({ id, field }),
    keepMine: () => drafts.keepMine({ id, field }),
    drop: () => drafts.drop({ id, field }),
  };
}

export type DraftField = ReturnType<typeof useDraft>;
