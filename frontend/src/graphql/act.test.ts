import { Client, fetchExchange } from "@urql/core";
import { cacheExchange } from "@urql/exchange-graphcache";
import { expect, test } from "vitest";
import { acting } from "./act";
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
