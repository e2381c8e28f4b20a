import { beforeEach, expect, test, vi } from "vitest";
import { notices } from "@/actions/notices";
import type { Act, Outcome } from "./act";
import { RetryJob } from "./acts";
import { repeatable, wishing } from "./wish";

type Payload = { job: null; userErrors: [] };
const DONE: Outcome<Payload> = { ok: true, payload: { job: null, userErrors: [] } };
const LOST: Outcome<Payload> = {
  ok: false,
  problems: [{ code: "OFFLINE", field: null, message: "The studio does not answer." }],
  payload: null,
};

/** A studio that gives these answers one after the other. */
function studio(...answers: Outcome<Payload>[]) {
  const keys: string[] = [];
  const act = (async (_document: unknown, input: { idempotencyKey: string }) => {
    keys.push(input.idempotencyKey);
    return answers.shift() ?? DONE;
  }) as unknown as Act;
  return { act, keys };
}

beforeEach(() => {
  vi.useFakeTimers();
  for (const { id } of notices.all()) notices.dismiss(id);
});

test("each wish has a key of its own", async () => {
  const { act, keys } = studio();
  const wish = wishing(act);
  await wish(RetryJob, { jobId: "a" });
  await wish(RetryJob, { jobId: "a" });
  expect(new Set(keys).size).toBe(2);
});

const AWAY: Outcome<Payload> = {
  ok: false,
  problems: [{ code: "UNAVAILABLE", field: null, message: "The studio's database is away." }],
  payload: null,
};

test("trying again sends the same key, and tells once that it is done", async () => {
  const { act, keys } = studio(LOST, AWAY);
  const done = vi.fn();
  await wishing(act)(RetryJob, { jobId: "b" }, { done });
  for (const times of [0, 0, 1]) {
    expect(done).toHaveBeenCalledTimes(times);
    const [told] = notices.all();
    if (told) notices.dismiss(told.id);
    told?.action?.run();
    await vi.runAllTimersAsync();
  }
  expect(new Set(keys).size).toBe(1);
  expect(keys).toHaveLength(3);
  expect(notices.all()).toHaveLength(0);
});

test("the same wish made anew after a failure keeps its key for a while, another does not", async () => {
  const { act, keys } = studio(LOST, LOST, LOST, LOST);
  const wish = wishing(act);
  await wish(RetryJob, { jobId: "c" });
  await wish(RetryJob, { jobId: "c" });
  expect(notices.all()).toHaveLength(1);
  await wish(RetryJob, { jobId: "d" });
  vi.advanceTimersByTime(600_000);
  await wish(RetryJob, { jobId: "c" });
  expect(keys[1]).toBe(keys[0]);
  expect(new Set(keys).size).toBe(3);
});

test("a command that is repeated is one request", async () => {
  const { act, keys } = studio(LOST);
  const run = repeatable(act, RetryJob, { jobId: "e" });
  await run();
  await run();
  expect(keys).toHaveLength(2);
  expect(new Set(keys).size).toBe(1);
});
