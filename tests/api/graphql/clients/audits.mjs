// Runs every audit of graphql-http against a server and prints what is not ok, one JSON a line.
import { serverAudits } from "graphql-http";

const [url, token] = process.argv.slice(2);
const authorized = (address, options = {}) =>
  fetch(address, {
    ...options,
    headers: { ...options.headers, authorization: `Bearer ${token}` },
  });

let ran = 0;
for (const audit of serverAudits({ url, fetchFn: authorized })) {
  const { id, name, status, reason } = await audit.fn();
  ran += 1;
  if (status !== "ok") {
    console.log(JSON.stringify({ id, name, status, reason }));
  }
}
console.log(JSON.stringify({ ran }));
