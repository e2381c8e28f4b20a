/** The one WebSocket of the page, and what is known of the way to the studio. */
import { type Client, createClient } from "graphql-ws";

export type Connection = "idle" | "connecting" | "live" | "lost" | "refused";

let state: Connection = "idle";
/** Counts who signed in: what one who has left is still told is nothing to the next. */
let visit = 0;
const listeners = new Set<() => void>();

function turn(next: Connection): void {
  if (next === state) return;
  state = next;
  for (const listener of listeners) listener();
}

export const connection = {
  get: (): Connection => state,
  subscribe: (listener: () => void): (() => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  /** Somebody else comes: the sockets and clients opened from now on are theirs. */
  renew: (): void => {
    visit += 1;
    turn("idle");
  },
};

/** Turns as long as nobody else has signed in. */
export function turning(): (next: Connection) => void {
  const mine = visit;
  return (next) => {
    if (mine === visit) turn(next);
  };
}

/** Calls back each time the studio answers again after it was lost. */
export function onReturn(act: () => void): () => void {
  let before = state;
  return connection.subscribe(() => {
    if (state === "live" && before === "lost") act();
    if (state === "live" || state === "lost") before = state;
  });
}

const UNAUTHENTICATED = 4403;

export function openSocket(): Client {
  const url = new URL("/graphql", location.href);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  let ended = false;
  const turns = turning();
  return createClient({
    url: url.href,
    lazy: true,
    lazyCloseTimeout: 2_000,
    keepAlive: 10_000,
    retryAttempts: Number.POSITIVE_INFINITY,
    shouldRetry: () => !ended,
    retryWait: (tries) =>
      new Promise((resolve) => {
        const wait = Math.min(10_000, 300 * 2 ** tries) * (0.75 + Math.random() / 2);
        const timer = setTimeout(done, wait);
        addEventListener("online", done, { once: true });
        function done() {
          clearTimeout(timer);
          removeEventListener("online", done);
          resolve();
        }
      }),
    on: {
      connecting: () => turns(state === "lost" ? "lost" : "connecting"),
      connected: () => turns("live"),
      closed: (event) => {
        const { code, wasClean } = event as CloseEvent;
        ended = code === UNAUTHENTICATED;
        if (ended) turns("refused");
        else turns(code === 1000 && wasClean ? "idle" : "lost");
      },
    },
  });
}
