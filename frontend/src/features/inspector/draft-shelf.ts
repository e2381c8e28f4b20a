/**
 * Typed texts that are not saved yet, kept in this browser so that neither a reload nor a closed
 * tab loses them. Each has one owner: of several tabs only that which holds its lock may send what
 * lies on the common shelf; the others keep theirs for themselves.
 */

export type Box = Pick<Storage, "getItem" | "setItem" | "removeItem" | "key" | "length">;
export type Unsaved = { base: string; text: string; label: string };
type Locks = { request: (name: string, held: () => Promise<void>) => Promise<unknown> };

type Place = {
  account: string;
  /** Of this tab alone. */
  own: Box;
  /** Of all tabs. */
  common: Box;
  /** Missing where the page is not served safely: then each tab keeps to itself. */
  locks: Locks | undefined;
};

const PREFIX = "storycanvas.draft.";
const gone = new Set<string>();

function prefixOf(account: string): string {
  return `${PREFIX}${account}.`;
}

/** Forgets what an account left unsaved in this browser: it signs out. */
export function forgetDrafts(account: string, boxes: Box[] = [sessionStorage, localStorage]): void {
  gone.add(account);
  for (const box of boxes) {
    for (const name of namesIn(box, prefixOf(account))) box.removeItem(name);
  }
}

export class Shelf {
  private readonly kept = new Map<string, Unsaved>();
  private readonly asked = new Set<string>();
  /** How to let go of each key that is owned. */
  private readonly owned = new Map<string, () => void>();
  private adopt: (key: string, draft: Unsaved) => void = () => undefined;
  private closed = false;

  constructor(private readonly place: Place) {
    gone.delete(place.account);
  }

  /** Gives what this tab left, and, now or later, what no other tab holds any more. */
  recall(adopt: (key: string, draft: Unsaved) => void): void {
    this.adopt = adopt;
    const { own, common } = this.place;
    for (const [key, draft] of this.lying(own)) {
      this.kept.set(key, draft);
      adopt(key, draft);
    }
    for (const [key] of [...this.lying(own), ...this.lying(common)]) this.ask(key);
  }

  /** Keeps the text, or forgets it if it is null. */
  keep(key: string, draft: Unsaved | null): void {
    if (this.closed) return;
    if (draft === null) {
      this.settle(key);
      return;
    }
    const { base, text, label } = draft;
    this.kept.set(key, { base, text, label });
    this.put(this.owned.has(key) ? this.place.common : this.place.own, key);
    this.ask(key);
  }

  /** Lets other pages have what lies here. */
  close(): void {
    this.closed = true;
    for (const letGo of this.owned.values()) letGo();
    this.owned.clear();
  }

  private settle(key: string): void {
    if (!this.kept.delete(key)) return;
    const name = this.nameOf(key);
    this.place.own.removeItem(name);
    if (!this.owned.has(key)) return;
    this.place.common.removeItem(name);
    this.owned.get(key)?.();
    this.owned.delete(key);
  }

  /** Waits for the key; another tab may hold it for long. */
  private ask(key: string): void {
    const { locks } = this.place;
    if (!locks || this.asked.has(key)) return;
    this.asked.add(key);
    const held = () =>
      new Promise<void>((letGo) => {
        this.asked.delete(key);
        if (this.take(key)) this.owned.set(key, letGo);
        else letGo();
      });
    locks.request(this.nameOf(key), held).catch(() => this.asked.delete(key));
  }

  /** Whether the key is to be held: what another tab left beside a text of this one stays there. */
  private take(key: string): boolean {
    if (this.closed) return false;
    const { own, common } = this.place;
    const name = this.nameOf(key);
    const left = parsed(common.getItem(name));
    const mine = this.kept.get(key);
    if (mine && left && left.text !== mine.text) return false;
    if (mine) {
      this.put(common, key);
      own.removeItem(name);
      return true;
    }
    if (!left) return false;
    this.kept.set(key, left);
    this.adopt(key, left);
    return true;
  }

  private put(box: Box, key: string): void {
    const draft = this.kept.get(key);
    if (!draft || gone.has(this.place.account)) return;
    try {
      box.setItem(this.nameOf(key), JSON.stringify(draft));
    } catch {
      // A full shelf must not stop the typing.
    }
  }

  private nameOf(key: string): string {
    return prefixOf(this.place.account) + key;
  }

  private lying(box: Box): [key: string, draft: Unsaved][] {
    const prefix = prefixOf(this.place.account);
    return namesIn(box, prefix).flatMap((name): [string, Unsaved][] => {
      const draft = parsed(box.getItem(name));
      return draft ? [[name.slice(prefix.length), draft]] : [];
    });
  }
}

function namesIn(box: Box, prefix: string): string[] {
  const names = Array.from({ length: box.length }, (_, at) => box.key(at));
  return names.filter((name) => name?.startsWith(prefix) === true) as string[];
}

function parsed(json: string | null): Unsaved | null {
  try {
    const { base, text, label } = JSON.parse(json ?? "") as Record<string, unknown>;
    const isDraft = [base, text, label].every((part) => typeof part === "string");
    return isDraft ? ({ base, text, label } as Unsaved) : null;
  } catch {
    return null;
  }
}
