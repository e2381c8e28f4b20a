/** Asking the studio to change something, with one shape for every way in which it can fail. */
import type { AnyVariables, CombinedError, TypedDocumentNode } from "@urql/core";
import { useCallback } from "react";
import { useClient } from "urql";

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

/** Runs a mutation with one root field and an `input`; never throws. */
export function useAct() {
  const client = useClient();
  return useCallback(
    async <Payload extends Answer, Input>(
      document: Mutation<Payload, Input>,
      input: Input,
    ): Promise<Outcome<Payload>> => {
      const result = await client.mutation(
        document as TypedDocumentNode<Record<string, Payload>, AnyVariables>,
        { input },
      );
      if (result.error) return { ok: false, problems: [problemOf(result.error)], payload: null };
      const payload = Object.values(result.data ?? {}).find(
        (value): value is Payload => typeof value === "object" && value !== null,
      );
      if (!payload) return { ok: false, problems: [SILENT], payload: null };
      const problems = [...payload.userErrors];
      return problems.length > 0 ? { ok: false, problems, payload } : { ok: true, payload };
    },
    [client],
  );
}

export type Act = ReturnType<typeof useAct>;

const SILENT: Problem = {
  code: "UNAVAILABLE",
  field: null,
  message: "The studio gave no answer. Try again.",
};

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
