import { expect, test } from "vitest";
import type { Act } from "./act";
import { GenerateClips, UpdateClip } from "./acts";
import { quoteAgain } from "./again";
import type { Quote } from "./money";
import { changedByAct, changedByNews, QuoteRenders, quotesFrom, type Told } from "./quotes";

const TOLD: Told = { quote: { seconds: 9 } as Quote };

function studio(answer: Told = TOLD) {
  let time = 0;
  let asked = 0;
  const quotes = quotesFrom(() => time);
  const want = () =>
    quotes.want("a", async () => {
      asked += 1;
      return answer;
    });
  const passes = (ms: number) => {
    time += ms;
  };
  return { quotes, want, passes, asked: () => asked };
}

test("a quote is asked for once, however many want it", async () => {
  const { quotes, want, asked } = studio();
  expect(quotes.get("a")).toBe(null);
  await Promise.all([want(), want()]);
  await want();
  expect(asked()).toBe(1);
  expect(quotes.get("a")).toBe(TOLD);
});

test("what was told is forgotten when something changes, and when it is old", async () => {
  const { quotes, want, passes, asked } = studio();
  await want();
  const age = quotes.age();
  quotes.forget();
  expect(quotes.get("a")).toBe(null);
  expect(quotes.age()).toBeGreaterThan(age);
  await want();
  expect(asked()).toBe(2);
  passes(299_000);
  await want();
  expect(asked()).toBe(2);
  passes(1_000);
  await want();
  expect(asked()).toBe(3);
});

test("an answer that comes after a change is not taken for what is so now", async () => {
  const { quotes, want } = studio();
  const late = want();
  quotes.forget();
  await late;
  expect(quotes.get("a")).toBe(null);
});

test("what went wrong on the way is asked for again, what the studio refused is not", async () => {
  const lost = studio({ quote: null, problem: "No answer.", passing: true });
  await lost.want();
  await lost.want();
  expect(lost.asked()).toBe(2);
  const refused = studio({ quote: null, problem: "No endpoint can do it." });
  await refused.want();
  await refused.want();
  expect(refused.asked()).toBe(1);
});

test("whatever is done and all news change quotes; asking for one and progress do not", () => {
  for (const act of [GenerateClips, UpdateClip]) expect(changedByAct(act, {})).toBe(true);
  expect(changedByAct(QuoteRenders, {})).toBe(false);
  for (const news of ["projectEvents", "workspaceEvents", "spendingChanged"])
    expect(changedByNews({ [news]: {} })).toBe(true);
  expect(changedByNews({ workspaceProgress: [] })).toBe(false);
  expect(changedByNews(null)).toBe(false);
});

test("what is made again is priced by what makes it, which then makes nothing", async () => {
  const asked: [document: unknown, input: object][] = [];
  const act = (async (document: unknown, input: object) => {
    asked.push([document, input]);
    return { ok: false, problems: [], payload: null };
  }) as unknown as Act;
  await quoteAgain(act, { again: "job_1" });
  await quoteAgain(act, { againAll: { filter: { batchId: "batch_1" } } });
  await quoteAgain(act, { rerender: "take_1" });
  await quoteAgain(act, { trial: { id: "preset_1", prompt: "A lamp" } });
  expect(asked.map(([, input]) => input)).toMatchObject([
    { jobId: "job_1", quoteOnly: true },
    { filter: { batchId: "batch_1" }, quoteOnly: true },
    { takeId: "take_1", quoteOnly: true },
    { id: "preset_1", prompt: "A lamp", quoteOnly: true },
  ]);
  expect(asked.some(([document, input]) => changedByAct(document, input))).toBe(false);
});
