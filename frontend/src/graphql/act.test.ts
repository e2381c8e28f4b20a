import { Client, fetchExchange } from "@urql/core";
import { cacheExchange } from "@urql/exchange-graphcache";
import { expect, test } from "vitest";
import { acting, isAway } from "./act";
import { resolvers, updates } from "./cache";
import { keys } from "./cache-keys";
import { QuoteRenders } from "./quotes";

test("of two that are the same and on their way at once, both are answered", async () => {
  const answers: (() => void)[] = [];
  const sent: unknown[] = [];
  const client = new Client({
    url: "http://studio/graphql",
    preferGetMethod: false,
    exchanges: [cacheExchange({ keys, resolvers, updates }), fetchExchange],
    fetch: async (_url, init) => {
      sent.push(JSON.parse(String(init?.body)).variables);
      await new Promise<void>((done) => answers.push(done));
      const quote = { __typename: "QuotePayload", quote: null, userErrors: [] };
      return Response.json({ data: { __typename: "Mutation", quote } });
    },
  });
  const act = acting(client);
  const input = { clipIds: ["clip_1"] };
  const both = Promise.all([act(QuoteRenders, input), act(QuoteRenders, input)]);
  await expect.poll(() => answers.length).toBe(2);
  for (const answer of answers) answer();
  const outcomes = await both;
  expect(outcomes.map(({ ok }) => ok)).toEqual([true, true]);
  expect(sent).toEqual([{ input }, { input }]);
});

test("of an outage behind the studio its words are told, to be tried again", async () => {
  const message = "The studio's database is away.";
  const client = new Client({
    url: "http://studio/graphql",
    preferGetMethod: false,
    exchanges: [fetchExchange],
    fetch: async () =>
      Response.json(
        { errors: [{ message, extensions: { code: "UNAVAILABLE" } }] },
        { status: 503, statusText: "Service Unavailable" },
      ),
  });
  const outcome = await acting(client)(QuoteRenders, { clipIds: ["clip_1"] });
  expect(outcome).toEqual({
    ok: false,
    problems: [{ code: "UNAVAILABLE", field: null, message }],
    payload: null,
  });
  expect(outcome.ok || outcome.problems.every(isAway)).toBe(true);
});
