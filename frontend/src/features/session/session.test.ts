import { afterEach, expect, test, vi } from "vitest";
import { answerOf, signIn, signOut, tokenIn } from "./session";

afterEach(() => vi.unstubAllGlobals());

test.each([
  [204, "ok"],
  [401, "refused"],
  [400, "refused"],
  [429, "busy"],
  [500, "failing"],
  [502, "unreachable"],
  [503, "unreachable"],
])("%i is told as %s", (status, answer) => {
  expect(answerOf(status)).toBe(answer);
});

test("a studio that is not there is neither a wrong link nor signed out", async () => {
  vi.stubGlobal("fetch", () => Promise.reject(new TypeError("Failed to fetch")));
  expect(await signIn("x")).toBe("unreachable");
  expect(await signOut()).toBe("unreachable");
});

test("who is no longer known is signed out", async () => {
  vi.stubGlobal("fetch", async () => new Response(null, { status: 401 }));
  expect(await signOut()).toBe("ok");
});

test("a token is taken alone or out of the printed address", () => {
  expect(tokenIn(" abc ")).toBe("abc");
  expect(tokenIn("http://127.0.0.1:8000/#token=abc")).toBe("abc");
  expect(tokenIn("http://127.0.0.1:8000/#other=abc")).toBe("");
});
