/** Text that is typed until the studio has it: sent when typing rests, kept when it cannot be. */

export type Phase = "typing" | "saving" | "saved" | "still" | "offline" | "refused" | "conflict";

export type Draft = {
  /** What the studio held when typing began, or holds since the last save. */
  base: string;
  text: string;
  phase: Phase;
  /** What it is, for people: "picture prompt of shot 12A". */
  label: string;
  /** Why it was refused. */
  message: string | null;
  /** In a conflict: what somebody else wrote meanwhile. */
  theirs: string | null;
};

export type Place = { id: string; field: string };
type Current = { version: number; value: string };
type Failure = { code: string; message: string };

/** The way to the studio. */
export type Port = {
  /** Null if there is no such thing any more. */
  read: (place: Place) => Promise<Current | Failure | null>;
  /** Answers the text as the studio holds it now. */
  write: (place: Place, text: string, version: number) => Promise<{ value: string } | Failure>;
  /** Told of each save, to be undone. */
  onSaved: (place: Place, label: string, before: string, after: string) => void;
};

type Shelf = Pick<Storage, "getItem" | "setItem" | "removeItem" | "key" | "length">;

const REST_MS = 800;
const SAID_MS = 2_500;
const MOST_TRIES = 4;
const PREFIX = "storycanvas.draft.";

export function keyOf({ id, field }: Place): string {
  return `${id}/${field}`;
}

function placeOf(key: string): Place {
  const at = key.lastIndexOf("/");
  return { id: key.slice(0, at), field: key.slice(at + 1) };
}

const CLEAN: readonly Phase[] = ["saved", "still"];

export function openDrafts(port: Port, shelf: Shelf) {
  const drafts = new Map<string, Draft>();
  const timers = new Map<string, ReturnType<typeof setTimeout>>();
  const held = new Set<string>();
  const lanes = new Map<string, Promise<void>>();
  const listeners = new Set<() => void>();

  function put(key: string, draft: Draft | null): void {
    if (draft) drafts.set(key, draft);
    else drafts.delete(key);
    keep(shelf, key, draft);
    for (const listener of listeners) listener();
  }

  function later(key: string, wait: number, act: () => void): void {
    clearTimeout(timers.get(key));
    timers.set(key, setTimeout(act, wait));
  }

  function settled(key: string, text: string, value: string): void {
    const draft = drafts.get(key);
    if (!draft) return;
    const more = draft.text !== text;
    put(key, { ...draft, base: value, phase: more ? "typing" : "saved", message: null });
    if (more) later(key, REST_MS, () => void flush(key));
    else later(key, SAID_MS, () => quieten(key));
  }

  /** "Saved" has been said long enough; a field that is still in use keeps its text as typed. */
  function quieten(key: string): void {
    const draft = drafts.get(key);
    if (!draft || !CLEAN.includes(draft.phase)) return;
    put(key, held.has(key) ? { ...draft, phase: "still" } : null);
  }

  function failed(key: string, { code, message }: Failure): void {
    const draft = drafts.get(key);
    if (draft) put(key, { ...draft, phase: code === "OFFLINE" ? "offline" : "refused", message });
  }

  async function send(key: string): Promise<void> {
    const draft = drafts.get(key);
    if (!draft || draft.phase === "conflict" || CLEAN.includes(draft.phase)) return;
    const { text, base, label } = draft;
    if (text === base) return put(key, null);
    const place = placeOf(key);
    put(key, { ...draft, phase: "saving", message: null });
    for (let tries = 1; ; tries += 1) {
      const now = await port.read(place);
      if (now === null) return put(key, null);
      if ("code" in now) return failed(key, now);
      if (now.value === text) return settled(key, text, text);
      const mine = drafts.get(key);
      if (now.value !== base) {
        if (mine) put(key, { ...mine, phase: "conflict", theirs: now.value });
        return;
      }
      const written = await port.write(place, text, now.version);
      if (!("code" in written)) {
        port.onSaved(place, label, base, written.value);
        return settled(key, text, written.value);
      }
      if (written.code !== "CONFLICT" || tries === MOST_TRIES) return failed(key, written);
    }
  }

  /** One save at a time of each thing, since each raises its version. */
  function flush(key: string): Promise<void> {
    clearTimeout(timers.get(key));
    const { id } = placeOf(key);
    const next = (lanes.get(id) ?? Promise.resolve()).then(() => send(key));
    lanes.set(id, next);
    return next;
  }

  function type(place: Place, label: string, value: string, text: string): void {
    const key = keyOf(place);
    const draft = drafts.get(key);
    held.add(key);
    const base = draft && !(CLEAN.includes(draft.phase) && draft.base !== value) ? draft.base : value;
    const phase = draft?.phase === "saving" || draft?.phase === "conflict" ? draft.phase : "typing";
    put(key, { base, text, label, phase, message: null, theirs: draft?.theirs ?? null });
    if (phase === "typing") later(key, REST_MS, () => void flush(key));
  }

  /** The field was left: what is typed is sent now. */
  function leave(place: Place): void {
    const key = keyOf(place);
    held.delete(key);
    const draft = drafts.get(key);
    if (draft?.phase === "still") put(key, null);
    else if (draft?.phase === "typing") void flush(key);
  }

  function keepMine(place: Place): void {
    const key = keyOf(place);
    const draft = drafts.get(key);
    if (!draft || draft.theirs === null) return;
    put(key, { ...draft, base: draft.theirs, theirs: null, phase: "typing" });
    void flush(key);
  }

  function drop(place: Place): void {
    clearTimeout(timers.get(keyOf(place)));
    put(keyOf(place), null);
  }

  /** Sends all that could not be sent. */
  async function resume(): Promise<void> {
    await Promise.all([...drafts.keys()].map(flush));
  }

  for (const [key, draft] of kept(shelf)) drafts.set(key, draft);
  return {
    get: (place: Place): Draft | undefined => drafts.get(keyOf(place)),
    subscribe: (listener: () => void): (() => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    type,
    leave,
    save: (place: Place): Promise<void> => flush(keyOf(place)),
    keepMine,
    drop,
    resume,
  };
}

export type Drafts = ReturnType<typeof openDrafts>;

/** What a field shows: the typed text, unless the studio's has changed since it was saved. */
export function shownText(draft: Draft | undefined, value: string): string {
  if (!draft) return value;
  return CLEAN.includes(draft.phase) && draft.base !== value ? value : draft.text;
}

function keep(shelf: Shelf, key: string, draft: Draft | null): void {
  try {
    if (!draft || CLEAN.includes(draft.phase)) shelf.removeItem(PREFIX + key);
    else {
      const { base, text, label } = draft;
      shelf.setItem(PREFIX + key, JSON.stringify({ base, text, label }));
    }
  } catch {
    // A full shelf must not stop the typing.
  }
}

function kept(shelf: Shelf): [string, Draft][] {
  const found: [string, Draft][] = [];
  for (let at = 0; at < shelf.length; at += 1) {
    const name = shelf.key(at);
    if (!name?.startsWith(PREFIX)) continue;
    const draft = parsed(shelf.getItem(name));
    if (draft) found.push([name.slice(PREFIX.length), draft]);
  }
  return found;
}

function parsed(json: string | null): Draft | null {
  try {
    const { base, text, label } = JSON.parse(json ?? "") as Record<string, unknown>;
    if (typeof base !== "string" || typeof text !== "string" || typeof label !== "string") return null;
    return { base, text, label, phase: "typing", message: null, theirs: null };
  } catch {
    return null;
  }
}
