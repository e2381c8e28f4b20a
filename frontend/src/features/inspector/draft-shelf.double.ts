/** A browser's storage and locks, for tests. */

export function shelf(): Storage {
  const items = new Map<string, string>();
  return {
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => void items.set(key, value),
    removeItem: (key) => void items.delete(key),
    key: (at) => [...items.keys()][at] ?? null,
    clear: () => items.clear(),
    get length() {
      return items.size;
    },
  };
}

/** Locks that are had one after another, as the tabs of a browser have them. */
export function browser() {
  const last = new Map<string, Promise<unknown>>();
  return {
    request(name: string, held: () => Promise<void>): Promise<unknown> {
      const next = (last.get(name) ?? Promise.resolve()).then(held);
      last.set(name, next);
      return next;
    },
  };
}
