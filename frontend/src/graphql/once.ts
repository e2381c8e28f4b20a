/** Readings that no cache is to keep: of long texts that change while they are written. */
import { type AnyVariables, Client, fetchExchange, type TypedDocumentNode } from "@urql/core";
import { type Problem, problemOf } from "./act";

const client = new Client({
  url: "/graphql",
  preferGetMethod: false,
  fetchOptions: { credentials: "same-origin" },
  exchanges: [fetchExchange],
});

export type Reading<Data> = { data: Data; problem: null } | { data: null; problem: Problem };

/**
 * Asks once and tells the answer once; the function it returns takes the request back. A reader
 * that stayed subscribed would be told again whenever somebody else asks the same.
 */
export function readOnce<Data, Variables extends AnyVariables>(
  document: TypedDocumentNode<Data, Variables>,
  variables: Variables,
  tell: (reading: Reading<Data>) => void,
): () => void {
  const asked = client.query(document, variables).subscribe(({ data, error, stale }) => {
    if (stale) return;
    asked.unsubscribe();
    if (error) tell({ data: null, problem: problemOf(error) });
    else if (data) tell({ data, problem: null });
  });
  return asked.unsubscribe;
}
