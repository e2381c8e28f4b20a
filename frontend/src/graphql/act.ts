/** Asking the studio to change something, with one shape for every way in which it can fail. */
import type { AnyVariables, Client, CombinedError, TypedDocumentNode } from "@urql/core";
import { useMemo } from "react";
import { useClient } from "urql";
import { changedByAct, quotes } from "./quotes";

export type Problem = { code: string; field: readonly string[] | null; message: string };
export type Outcome<Payload> =
  | { ok: true; payload: Payload }
  | { ok: false; problems: Problem[]; payload: Payload | null };

export type Answer = { userErrors: readonly Problem[] };
/** A mutation with one root field and an `input`. */
export type Mutation<Payload extends Answer, Input> = TypedDocumentNode<
  Record<string, Payload>,
  { input: Input }
>;

/**
 * Of two that are the same and on their way at once, the cache would give both answers to one of
 * them: so none is like another. It is not sent.
 */
let nth = 0;

/** Runs a mutation with one root field and an `input`; never throws. */
export function acting(client: Client) {
  return async <Payload extends Answer, Input>(
    document: Mutation<Payload, Input>,
    input: Input,
  ): Promise<Outcome<Payload>> => {
    const result = await client.mutation(
      document as TypedDocumentNode<Record<string, Payload>, AnyVariables>,
      { input, nth: nth++ },
    );
    if (changedByAct(document, input)) quotes.forget();
    if (result.error) return { ok: false, problems: [problemOf(result.error)], payload: null };
    const payload = Object.values(result.data ?? {}).find(
      (value): value is Payload => typeof value === "object" && value !== null,
    );
    if (!payload) return { ok: false, problems: [SILENT], payload: null };
    const problems = [...payload.userErrors];
    return problems.length > 0 ? { ok: false, problems, payload } : { ok: true, payload };
  };
}

export function useAct() {
  const client = useClient();
  return useMemo(() => acting(client), [client]);
}

export type Act = ReturnType<typeof useAct>;

/** The same acts, which tell of what they did: an event may be late. */
export function telling<Args extends unknown[], Done extends { ok: boolean }>(
  act: (...args: Args) => Promise<Done>,
  tell: () => void,
): (...args: Args) => Promise<Done> {
  return async (...args) => {
    const outcome = await act(...args);
    if (outcome.ok) tell();
    return outcome;
  };
}

const SILENT: Problem = {
  code: "UNAVAILABLE",
  field: null,
  message: "The studio gave no answer. Try again.",
};

/** Whether the studio, or a server behind it, is away: what else is asked now will fail alike. */
export function isAway({ code }: Pick<Problem, "code">): boolean {
  return code === "OFFLINE" || code === "UNAVAILABLE";
}

/** The first thing that went wrong, in words. */
export function problemOf(error: CombinedError): Problem {
  if (error.networkError) {
    return {
      code: "OFFLINE",
      field: null,
      message: "The studio does not answer. Try again when it is back; nothing is done twice.",
    };
  }
  const [first] = error.graphQLErrors;
  const code = String(first?.extensions?.code ?? "INTERNAL");
  return { code, field: null, message: first?.message ?? SILENT.message };
}

/** A key by which a repeat of the same request is known as one. */
export function requestKey(): string {
  return crypto.randomUUID();
}

/** As it goes back into an input: nothing but what that knows. */
export function withoutType<Fields extends object>(fields: Fields): Fields {
  return Object.fromEntries(
    Object.entries(fields).filter(([name]) => name !== "__typename"),
  ) as Fields;
}
