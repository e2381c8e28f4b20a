// Speaks to a server with the client of graphql-ws and prints what it got as JSON.
import { createClient } from "graphql-ws";
import WebSocket from "ws";

const [url, token] = process.argv.slice(2);

function connect(authorization) {
  return createClient({
    url: url.replace("http", "ws"),
    webSocketImpl: WebSocket,
    connectionParams: { authorization },
    retryAttempts: 0,
  });
}

async function collect(client, query, most = Infinity) {
  const results = [];
  for await (const result of client.iterate({ query })) {
    if (results.push(result) >= most) {
      break;
    }
  }
  return results;
}

const client = connect(`Bearer ${token}`);
const seen = {
  query: await collect(client, "{ hello }"),
  subscription: await collect(client, "subscription { count(to: 3) }"),
  stopped: await collect(client, "subscription { count(to: 1000, every: 0.01) }", 2),
  failed: await collect(client, "{ nope }").catch((errors) => errors),
  after: await collect(client, "mutation { bump }"),
};
await client.dispose();

const stranger = connect("Bearer wrong");
seen.refused = await collect(stranger, "{ hello }").catch(({ code }) => code);
await stranger.dispose();
console.log(JSON.stringify(seen));
