// Queries and mutations go by fetch, subscriptions by WebSocket, both to the address of this page.
"use strict";

const endpoint = new URL(location.pathname, location.href);
const socketAddress = new URL(endpoint);
socketAddress.protocol = endpoint.protocol === "https:" ? "wss:" : "ws:";

const signedOut = document.getElementById("signed-out");

async function post(operation, headers) {
  const response = await fetch(endpoint, {
    method: "POST",
    headers: {
      Accept: "application/graphql-response+json, application/json;q=0.9",
      "Content-Type": "application/json",
      ...headers,
    },
    body: JSON.stringify(operation),
  });
  signedOut.hidden = response.status !== 401;
  return response.json();
}

function isSubscription({ operationName }, documentAST) {
  const operations = (documentAST?.definitions ?? []).filter(
    (definition) => definition.kind === "OperationDefinition",
  );
  const chosen = operationName
    ? operations.find((definition) => definition.name?.value === operationName)
    : operations[0];
  return chosen?.operation === "subscription";
}

// One socket for each set of headers, since it signs in once.
let socket;
let socketHeaders;

function subscribe(operation, headers = {}) {
  const key = JSON.stringify(headers);
  if (key !== socketHeaders) {
    socket?.dispose();
    socketHeaders = key;
    socket = graphqlWs.createClient({
      url: socketAddress.href,
      connectionParams: headers,
      lazy: true,
      retryAttempts: 0,
    });
  }
  return withReadableClose(socket.iterate(operation));
}

async function* withReadableClose(results) {
  try {
    for await (const result of results) {
      signedOut.hidden = true;
      yield result;
    }
  } catch (problem) {
    if (!(problem instanceof CloseEvent)) {
      throw problem;
    }
    signedOut.hidden = problem.code !== 4403;
    const message = `The connection was closed: ${problem.code} ${problem.reason}`;
    yield { errors: [{ message }] };
  }
}

function fetcher(operation, { headers, documentAST } = {}) {
  return isSubscription(operation, documentAST)
    ? subscribe(operation, headers)
    : post(operation, headers);
}

const asked = new URLSearchParams(location.search);
const root = ReactDOM.createRoot(document.getElementById("graphiql"));
root.render(
  React.createElement(GraphiQL, {
    fetcher,
    query: asked.get("query") ?? undefined,
    variables: asked.get("variables") ?? undefined,
    defaultEditorToolsVisibility: true,
    isHeadersEditorEnabled: true,
    shouldPersistHeaders: false,
  }),
);
