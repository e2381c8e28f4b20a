import { expect, test, vi } from "vitest";
import { resumable } from "./client";
import { ticks } from "./progress";

test("after a reconnect the same payload asks for what came since", () => {
  vi.useFakeTimers();
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
  news({ data: { exampleScripts: [{ id: "a" }] } });
  expect(sent[0]?.variables).toEqual({ projectId: "project_1", after: 9 });
  expect(variables.after).toBe(5);
  vi.runAllTimers();
  expect(seen).toHaveLength(2);
});

test("a subscription that an outage behind the studio has ended begins again where it was", () => {
  vi.useFakeTimers();
  const sent: unknown[] = [];
  const did: string[] = [];
  type Sink = { next: (result: unknown) => void; error: (error: unknown) => void };
  let sink: Sink = { next: () => undefined, error: () => undefined };
  const socket = {
    subscribe: (payload: { variables: object }, given: Sink) => {
      sent.push({ ...payload.variables });
      sink = given;
      return () => did.push("left");
    },
    terminate: () => did.push("terminated"),
  };
  const failures: unknown[] = [];
  const seen: unknown[] = [];
  const failed = (code: string) => sink.error([{ message: "No.", extensions: { code } }]);
  const subscribed = () =>
    resumable(socket as never, { query: "subscription { x }", variables: { after: 5 } }).subscribe({
      next: (value) => seen.push(value),
      error: (error) => failures.push(error),
      complete: () => undefined,
    });
  subscribed();
  sink.next({ data: { projectEvents: { seq: 9 } } });
  failed("UNAVAILABLE");
  expect([sent.length, did, failures]).toEqual([1, ["terminated"], []]);
  vi.runAllTimers();
  expect(sent).toEqual([{ after: 5 }, { after: 9 }]);
  sink.next({ data: { projectEvents: { seq: 10 } } });
  vi.runAllTimers();
  expect(seen).toHaveLength(2);
  failed("NOT_FOUND");
  vi.runAllTimers();
  expect([sent.length, failures.length]).toEqual([2, 1]);
  const { unsubscribe } = subscribed();
  failed("UNAVAILABLE");
  unsubscribe();
  vi.runAllTimers();
  expect(sent).toHaveLength(3);
});

test("of the pace of renders the cache is told new states, the ticks all", () => {
  vi.useFakeTimers();
  let news: (result: unknown) => void = () => undefined;
  const socket = {
    subscribe: (_payload: object, sink: { next: (result: never) => void }) => {
      news = sink.next as (result: unknown) => void;
      return () => undefined;
    },
  };
  const seen: string[] = [];
  resumable(socket as never, { query: "subscription { x }" }).subscribe({
    next: ({ data }: { data: { workspaceProgress: { job: { id: string; state: string } }[] } }) =>
      seen.push(data.workspaceProgress.map(({ job }) => job.id + job.state).join()),
    error: () => undefined,
    complete: () => undefined,
  });
  const tick = (id: string, state: string, progress: number) => ({
    progress,
    message: null,
    previewUrl: null,
    job: { id, state, etaSeconds: null, queuePosition: null },
  });
  news({ data: { workspaceProgress: [tick("a", "RUNNING", 0), tick("b", "QUEUED", 0)] } });
  news({ data: { workspaceProgress: [tick("a", "RUNNING", 0.4)] } });
  news({ data: { workspaceProgress: [tick("a", "RUNNING", 0.5), tick("b", "STARTING", 0)] } });
  expect(ticks.of("a")?.progress).toBe(0.5);
  news({ data: { workspaceProgress: [tick("a", "COMPLETED", 1)] } });
  expect(ticks.of("a")).toBeUndefined();
  vi.runAllTimers();
  expect(seen).toEqual(["aRUNNING,bQUEUED", "bSTARTING", "aCOMPLETED"]);
});
