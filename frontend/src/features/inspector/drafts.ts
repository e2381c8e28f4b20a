/** Text that is typed until the studio has it: sent when typing rests, kept when it cannot be. */
import type { Shelf } from "./draft-shelf";

export type Phase =
  | "typing"
  /** Typed, and sent only when the field is left. */
  | "held"
  | "saving"
  | "saved"
  | "still"
  | "offline"
  | "refused"
  | "conflict";

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

const REST_MS = 800;
const SAID_MS = 2_500;
const MOST_TRIES = 4;
const GONE: Failure = { code: "NOT_FOUND", message: "It was deleted meanwhile." };

export function keyOf({ id, field }: Place): string {
  return `${id}/${field}`;
}

function placeOf(key: string): Place {
  const at = key.lastIndexOf("/");
  return { id: key.slice(0, at), field: key.slice(at + 1) };
}

function isClean({ phase }: Draft): boolean {
  return phase === "saved" || phase === "still";
}

export class Drafts {
  private readonly drafts = new Map<string, Draft>();
  private readonly timers = new Map<string, ReturnType<typeof setTimeout>>();
  private readonly inUse = new Set<string>();
  /** One save at a time of each thing, since each raises its version. */
  private readonly lanes = new Map<string, Promise<void>>();
  private readonly listeners = new Set<() => void>();

  constructor(
    private readonly port: Port,
    private readonly shelf: Pick<Shelf, "recall" | "keep" | "close">,
  ) {
    let begun = false;
    shelf.recall((key, unsaved) => {
      this.drafts.set(key, { ...unsaved, phase: "typing", message: null, theirs: null });
      if (begun) this.later(key, REST_MS, () => void this.flush(key));
      this.tell();
    });
    begun = true;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  get(place: Place): Draft | undefined {
    return this.drafts.get(keyOf(place));
  }

  /** All that is not saved of one thing. */
  of(id: string): { field: string; draft: Draft }[] {
    return [...this.drafts]
      .map(([key, draft]) => ({ ...placeOf(key), draft }))
      .filter((one) => one.id === id && !isClean(one.draft));
  }

  /**
   * Takes in what stands in the field now; `value` is what the studio holds. What is `held` waits
   * until the field is left.
   */
  type(place: Place, label: string, value: string, text: string, held = false): void {
    const key = keyOf(place);
    const draft = this.drafts.get(key);
    this.inUse.add(key);
    const base = draft && !(isClean(draft) && draft.base !== value) ? draft.base : value;
    const stays = draft?.phase === "saving" || draft?.phase === "conflict";
    const phase = stays ? draft.phase : held ? "held" : "typing";
    this.put(key, { base, text, label, phase, message: null, theirs: draft?.theirs ?? null });
    clearTimeout(this.timers.get(key));
    if (phase === "typing") this.later(key, REST_MS, () => void this.flush(key));
  }

  /** The field was left: what is typed is sent now. */
  leave(place: Place): void {
    const key = keyOf(place);
    this.inUse.delete(key);
    const phase = this.drafts.get(key)?.phase;
    if (phase === "still") this.put(key, null);
    else if (phase === "typing" || phase === "held") void this.flush(key);
  }

  save(place: Place): Promise<void> {
    return this.flush(keyOf(place));
  }

  /** Ends a conflict with the typed text. */
  keepMine(place: Place): void {
    const key = keyOf(place);
    const draft = this.drafts.get(key);
    if (!draft || draft.theirs === null) return;
    this.put(key, { ...draft, base: draft.theirs, theirs: null, phase: "typing" });
    void this.flush(key);
  }

  /** Forgets what was typed. */
  drop(place: Place): void {
    clearTimeout(this.timers.get(keyOf(place)));
    this.put(keyOf(place), null);
  }

  /** Sends all that could not be sent. */
  async resume(): Promise<void> {
    const keys = [...this.drafts].filter(([, { phase }]) => phase !== "held").map(([key]) => key);
    await Promise.all(keys.map((key) => this.flush(key)));
  }

  /** Somebody else is here now: what lies on the shelf is for whoever comes back. */
  close(): void {
    for (const timer of this.timers.values()) clearTimeout(timer);
    this.shelf.close();
  }

  private put(key: string, draft: Draft | null): void {
    if (draft) this.drafts.set(key, draft);
    else this.drafts.delete(key);
    this.shelf.keep(key, draft && !isClean(draft) ? draft : null);
    this.tell();
  }

  private tell(): void {
    for (const listener of this.listeners) listener();
  }

  private later(key: string, wait: number, act: () => void): void {
    clearTimeout(this.timers.get(key));
    this.timers.set(key, setTimeout(act, wait));
  }

  private flush(key: string): Promise<void> {
    const draft = this.drafts.get(key);
    if (!draft || isClean(draft)) return Promise.resolve();
    clearTimeout(this.timers.get(key));
    const { id } = placeOf(key);
    const next = (this.lanes.get(id) ?? Promise.resolve()).then(() => this.send(key));
    this.lanes.set(id, next);
    return next;
  }

  private async send(key: string): Promise<void> {
    const draft = this.drafts.get(key);
    if (!draft || draft.phase === "conflict" || isClean(draft)) return;
    if (draft.text === draft.base) return this.put(key, null);
    this.put(key, { ...draft, phase: "saving", message: null });
    for (let tries = 1; ; tries += 1) {
      const failure = await this.attempt(key, draft);
      if (failure === null) return;
      if (failure.code === "CONFLICT" && tries < MOST_TRIES) continue;
      return this.fail(key, failure);
    }
  }

  /** Saves once, unless somebody else changed this very text. A CONFLICT is about something else. */
  private async attempt(key: string, { base, text, label }: Draft): Promise<Failure | null> {
    const place = placeOf(key);
    const now = await this.port.read(place);
    if (now === null) return GONE;
    if ("code" in now) return now;
    else if (now.value === text) this.settle(key, text, text);
    else if (now.value !== base) this.conflict(key, now.value);
    else {
      const written = await this.port.write(place, text, now.version);
      if ("code" in written) return written;
      this.port.onSaved(place, label, base, written.value);
      this.settle(key, text, written.value);
    }
    return null;
  }

  private settle(key: string, text: string, value: string): void {
    const draft = this.drafts.get(key);
    if (!draft) return;
    const more = draft.text !== text;
    this.put(key, { ...draft, base: value, phase: more ? "typing" : "saved", message: null });
    if (more) this.later(key, REST_MS, () => void this.flush(key));
    else this.later(key, SAID_MS, () => this.quieten(key));
  }

  /** "Saved" has been said long enough; a field that is still in use keeps its text as typed. */
  private quieten(key: string): void {
    const draft = this.drafts.get(key);
    if (draft && isClean(draft)) {
      this.put(key, this.inUse.has(key) ? { ...draft, phase: "still" } : null);
    }
  }

  private conflict(key: string, theirs: string): void {
    const draft = this.drafts.get(key);
    if (draft) this.put(key, { ...draft, phase: "conflict", theirs });
  }

  private fail(key: string, { code, message }: Failure): void {
    const draft = this.drafts.get(key);
    const phase = code === "OFFLINE" ? "offline" : "refused";
    if (draft) this.put(key, { ...draft, phase, message });
  }
}

/** What a field shows: the typed text, unless the studio's has changed since it was saved. */
export function shownText(draft: Draft | undefined, value: string): string {
  if (!draft) return value;
  return isClean(draft) && draft.base !== value ? value : draft.text;
}
