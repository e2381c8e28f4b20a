/** Typed texts that are not saved yet, kept in this browser so that a reload does not lose them. */

export type Shelf = Pick<Storage, "getItem" | "setItem" | "removeItem" | "key" | "length">;
export type Unsaved = { base: string; text: string; label: string };

const PREFIX = "storycanvas.draft.";

export function shelve(shelf: Shelf, key: string, draft: Unsaved | null): void {
  try {
    if (draft === null) shelf.removeItem(PREFIX + key);
    else {
      const { base, text, label } = draft;
      shelf.setItem(PREFIX + key, JSON.stringify({ base, text, label }));
    }
  } catch {
    // A full shelf must not stop the typing.
  }
}

export function shelved(shelf: Shelf): [key: string, draft: Unsaved][] {
  const found: [string, Unsaved][] = [];
  for (let at = 0; at < shelf.length; at += 1) {
    const name = shelf.key(at);
    if (!name?.startsWith(PREFIX)) continue;
    const draft = parsed(shelf.getItem(name));
    if (draft) found.push([name.slice(PREFIX.length), draft]);
  }
  return found;
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
