import type { Client } from "@urql/core";
import { useEffect, useSyncExternalStore } from "react";
import { useClient } from "urql";
import { type Act, useAct } from "@/graphql/act";
import { onReturn } from "@/graphql/socket";
import { DraftsOf } from "./documents";
import { portTo } from "./draft-port";
import { Shelf } from "./draft-shelf";
import { Drafts, type Place, shownText } from "./drafts";

const open: { client: Client; drafts: Drafts }[] = [];

/** The drafts of whoever is signed in; they outlive the panel. */
export function useDrafts(): Drafts {
  const client = useClient();
  const act = useAct();
  return draftsOf(client, act);
}

function draftsOf(client: Client, act: Act): Drafts {
  const [known] = open;
  if (known?.client === client) return known.drafts;
  known?.drafts.close();
  const account = client.readQuery(DraftsOf, {})?.data?.viewer.account.id ?? "";
  const boxes = { own: sessionStorage, common: localStorage, locks: navigator.locks };
  const drafts = new Drafts(portTo(client, act), new Shelf({ account, ...boxes }));
  open.splice(0, 1, { client, drafts });
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
  /** Sent only when the field is left. */
  held?: boolean;
};

/** A text of the studio that is edited in place. */
export function useDraft({ id, field, value, what, held = false }: TextSource) {
  const drafts = useDrafts();
  const draft = useSyncExternalStore(drafts.subscribe, () => drafts.get({ id, field }));
  useEffect(() => () => drafts.leave({ id, field }), [drafts, id, field]);
  return {
    text: shownText(draft, value),
    phase: draft?.phase ?? null,
    message: draft?.message ?? null,
    theirs: draft?.theirs ?? null,
    type: (text: string) => drafts.type({ id, field }, what, value, text, held),
    leave: () => drafts.leave({ id, field }),
    again: () => void drafts.save({ id, field }),
    keepMine: () => drafts.keepMine({ id, field }),
    drop: () => drafts.drop({ id, field }),
  };
}

export type DraftField = ReturnType<typeof useDraft>;

/** What is not saved of a thing. */
export function useUnsaved(id: string) {
  const drafts = useDrafts();
  const key = useSyncExternalStore(drafts.subscribe, () => JSON.stringify(drafts.of(id)));
  const found = JSON.parse(key) as ReturnType<Drafts["of"]>;
  return { found, drop: (field: string) => drafts.drop({ id, field }) };
}
