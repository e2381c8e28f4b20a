import { expect, test } from "vitest";
import { keepParts, partsOf } from "./parts";

const PARTS = ["/assets/a.js", "/assets/b.js", "/assets/c.css"];

function studio(answers: number) {
  const asked: string[] = [];
  let open = 0;
  let most = 0;
  const get = async (part: unknown) => {
    most = Math.max(most, ++open);
    asked.push(String(part));
    await Promise.resolve();
    open -= 1;
    if (asked.length > answers) throw new TypeError("Failed to fetch");
    return new Response("x");
  };
  return { asked, get: get as typeof fetch, most: () => most };
}

test("all parts are fetched, one at a time", async () => {
  const { asked, get, most } = studio(3);
  expect(await keepParts(PARTS, get)).toEqual([]);
  expect(asked).toEqual(PARTS);
  expect(most()).toBe(1);
});

test("it ends where the studio is away, and tells what is left", async () => {
  const { asked, get } = studio(1);
  expect(await keepParts(PARTS, get)).toEqual(["/assets/b.js", "/assets/c.css"]);
  expect(asked).toHaveLength(2);
});

test("without a build there are none", () => {
  expect(partsOf(undefined)).toEqual([]);
  expect(partsOf("")).toEqual([]);
  expect(partsOf("/assets/a.js /assets/b.js")).toEqual(["/assets/a.js", "/assets/b.js"]);
});
