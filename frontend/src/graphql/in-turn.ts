import type { Problem } from "./act";

type Done = { ok: true } | { ok: false; problems: readonly Problem[] };

/** So many of one kind the studio takes at once. */
const AT_ONCE = 500;

/** In parts that the studio takes at once. */
export function partsOf<Item>(items: readonly Item[]): Item[][] {
  return Array.from({ length: Math.ceil(items.length / AT_ONCE) }, (_, part) =>
    items.slice(part * AT_ONCE, (part + 1) * AT_ONCE),
  );
}

/** One after the other; what fails ends it. */
export async function inTurn<Item>(
  items: readonly Item[],
  act: (item: Item) => Promise<Done>,
): Promise<Done> {
  for (const item of items) {
    const done = await act(item);
    if (!done.ok) return done;
  }
  return { ok: true };
}
