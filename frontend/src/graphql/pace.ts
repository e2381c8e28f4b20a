/** News in handfuls: what comes close together is taken in at once, and shown once. */

/** Milliseconds between two handfuls: short for the eye, long beside what showing them costs. */
const EVERY = 100;

/** The first is delivered at once, those that follow it close by together. */
export function gathering<Item>(deliver: (item: Item) => void, every = EVERY) {
  let held: Item[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;

  function rest() {
    timer = setTimeout(() => {
      timer = undefined;
      if (held.length > 0) flush();
    }, every);
  }
  function flush() {
    const now = held;
    held = [];
    // Without a pause between them, for then the page reads its lists but once.
    for (const item of now) deliver(item);
    rest();
  }
  return {
    add(item: Item): void {
      held.push(item);
      if (timer === undefined) flush();
    },
    /** Delivers what is held: nothing may come after its end. */
    end(): void {
      clearTimeout(timer);
      timer = undefined;
      const now = held;
      held = [];
      for (const item of now) deliver(item);
    },
    stop(): void {
      clearTimeout(timer);
      held = [];
    },
  };
}
