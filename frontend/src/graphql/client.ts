import { Client, type Exchange, fetchExchange, subscriptionExchange } from "@urql/core";
import { cacheExchange } from "@urql/exchange-graphcache";
import type { Client as Socket } from "graphql-ws";
import { resolvers, updates } from "./cache";
import { keys } from "./cache-keys";
import { optimistic } from "./optimistic";
import { heardOnce, overtaking } from "./overtaking";
import { gathering } from "./pace";
import { type Pace, ticks } from "./progress";
import { changedByNews, quotes } from "./quotes";
import { turning } from "./socket";

/** A client over HTTP, and over `socket` for what goes on. Signed in by cookie. */
export function openClient(socket: Socket): Client {
  const turn = turning();
  return new Client({
    url: "/graphql",
    preferGetMethod: false,
    fetchOptions: { credentials: "same-origin" },
    fetch: async (input, init) => {
      const answer = await fetch(input, init);
      // The studio no longer knows who this is: whoever watches leads to the sign-in.
      if (answer.status === 401) turn("refused");
      return answer;
    },
    exchanges: [
      ...caching(),
      fetchExchange,
      subscriptionExchange({ forwardSubscription: (request) => resumable(socket, request) }),
    ],
  });
}

/** The normalised cache, and what keeps it in order. */
export function caching(): Exchange[] {
  return [
    heardOnce,
    // No fragment here is on an interface: a type matches its own name, and nothing is guessed.
    cacheExchange({ keys, resolvers, updates, optimistic, possibleTypes: {}, logger: warn }),
    overtaking,
  ];
}

type Request = { query?: string | undefined; variables?: Record<string, unknown> | undefined };
type Observer = {
  next: (value: never) => void;
  error: (error: unknown) => void;
  complete: () => void;
};

type Answers = Record<string, { seq?: number } | Pace[] | null>;

/** What changes many times a second goes to the ticks; of it the cache is told new states alone. */
function paced<Result extends { data?: Answers | null | undefined }>(result: Result) {
  const progress = result.data?.workspaceProgress;
  if (!Array.isArray(progress)) return result;
  const fresh = ticks.note(progress);
  return fresh.length > 0 ? { ...result, data: { workspaceProgress: fresh } } : null;
}

const AGAIN_MS = 2_000;

/** A server behind the studio is away: of that the graph tells each subscription, and ends it. */
function isOutage(error: unknown): boolean {
  const errors: { extensions?: { code?: unknown } }[] = Array.isArray(error) ? error : [];
  return errors.some(({ extensions }) => extensions?.code === "UNAVAILABLE");
}

/**
 * A subscription that goes on where it was when the way is lost: graphql-ws sends the same payload
 * again after a reconnect, so the number of the last event is kept in its `after`. An outage behind
 * the studio is as if the way were lost.
 */
export function resumable(socket: Pick<Socket, "subscribe" | "terminate">, request: Request) {
  const payload = { query: request.query ?? "", variables: { ...request.variables } };
  return {
    subscribe: (observer: Observer) => {
      const news = gathering(observer.next);
      let again: ReturnType<typeof setTimeout> | undefined;
      let end = begin();
      function begin(): () => void {
        return socket.subscribe<Answers>(payload, {
          next: (result) => {
            if (changedByNews(result.data)) quotes.forget();
            for (const event of Object.values(result.data ?? {})) {
              if (event && "seq" in event && event.seq !== undefined)
                payload.variables.after = event.seq;
            }
            const rest = paced(result);
            if (rest) news.add(rest as never);
          },
          error: (error) => {
            if (isOutage(error)) {
              again = setTimeout(() => {
                end = begin();
              }, AGAIN_MS);
              socket.terminate();
              return;
            }
            news.end();
            observer.error(error);
          },
          complete: () => {
            news.end();
            observer.complete();
          },
        });
      }
      return {
        unsubscribe() {
          clearTimeout(again);
          news.stop();
          end();
        },
      };
    },
  };
}

/** Without the whole schema graphcache cannot know that an event has but one of many fragments. */
function warn(severity: "debug" | "error" | "warn", message: string): void {
  if (severity !== "debug" && !message.startsWith("Invalid undefined")) console[severity](message);
}
