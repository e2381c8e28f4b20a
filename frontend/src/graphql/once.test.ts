import { afterEach, expect, test, vi } from "vitest";
import { type Reading, readOnce } from "./once";
import { graphql, type ResultOf } from "./tada";

const Named = graphql("query NamedOnce { viewer { workspace { name } } }");

/** A studio that counts what it is asked, and answers when told to. */
function studio() {
  let asked = 0;
  const waiting: (() => void)[] = [];
  vi.stubGlobal("location", { origin: "http://studio" });
  vi.stubGlobal("fetch", async (_url: string, { signal }: RequestInit) => {
    asked += 1;
    const body = JSON.stringify({ data: { viewer: { workspace: { name: `${asked}` } } } });
    await new Promise<void>((resolve, reject) => {
      waiting.push(resolve);
      signal?.addEventListener("abort", () => reject(new DOMException("left", "AbortError")));
    });
    return new Response(body, { headers: { "content-type": "application/json" } });
  });
  const answers = async () => {
    await vi.waitFor(() => expect(waiting).not.toHaveLength(0));
    for (const answer of waiting.splice(0)) answer();
  };
  return { answers, asked: () => asked };
}

function reader() {
  const told: (string | undefined)[] = [];
  const tell = ({ data }: Reading<ResultOf<typeof Named>>) =>
    told.push(data?.viewer.workspace.name);
  return { told, ask: () => readOnce(Named, {}, tell) };
}

afterEach(() => vi.unstubAllGlobals());

test("the same question asked later has its own answer, and each is told once", async () => {
  const { answers, asked } = studio();
  const [first, second] = [reader(), reader()];
  first.ask();
  await answers();
  await vi.waitFor(() => expect(first.told).toEqual(["1"]));
  second.ask();
  expect(second.told).toEqual([]);
  await answers();
  await vi.waitFor(() => expect(second.told).toEqual(["2"]));
  expect(first.told).toEqual(["1"]);
  expect(asked()).toBe(2);
});

test("two who ask at once share an answer", async () => {
  const { answers, asked } = studio();
  const [first, second] = [reader(), reader()];
  first.ask();
  second.ask();
  await answers();
  await vi.waitFor(() => expect(second.told).toEqual(["1"]));
  expect(first.told).toEqual(["1"]);
  expect(asked()).toBe(1);
});

test("one who has left is told nothing", async () => {
  const { answers } = studio();
  const [gone, stays] = [reader(), reader()];
  const leave = gone.ask();
  stays.ask();
  leave();
  await answers();
  await vi.waitFor(() => expect(stays.told).toEqual(["1"]));
  expect(gone.told).toEqual([]);
});
