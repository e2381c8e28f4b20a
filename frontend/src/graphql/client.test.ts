import { expect, test } from "vitest";
import { resumable } from "./client";

test("after a reconnect the same payload asks for what came since", () => {
  const sent: { variables?: Record<string, unknown> | null }[] = [];
  let news: (result: unknown) => void = () => undefined;
  const socket = {
    subscribe: (payload: object, sink: { next: (result: never) => void }) => {
      sent.push(payload);
      news = sink.next as (result: unknown) => void;
      return () => undefined;
    },
  };
  const seen: unknown[] = [];
  const variables = { projectId: "project_1", after: 5 };
  resumable(socket as never, { query: "subscription { x }", variables }).subscribe({
    next: (value) => seen.push(value),
    error: () => undefined,
    complete: () => undefined,
  });
  expect(sent[0]?.variables).toEqual({ projectId: "project_1", after: 5 });
  news({ data: { projectEvents: { seq: 9 } } });
  news({ data: { projectProgress: [{ progress: 1 }] } });
  expect(sent[0]?.variables).toEqual({ projectId: "project_1", after: 9 });
  expect(variables.after).toBe(5);
  expect(seen).toHaveLength(2);
});
