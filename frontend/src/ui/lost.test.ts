import { expect, test } from "vitest";
import { isLost } from "./lost";

test.each([
  "Failed to fetch dynamically imported module: http://x/a.js",
  "error loading dynamically imported module: http://x/a.js",
  "Importing a module script failed.",
  "Unable to preload CSS for /a.css",
])("a part that is gone is known by %s", (message) => {
  expect(isLost(new TypeError(message))).toBe(true);
  expect(isLost(new Error("x is undefined"))).toBe(false);
});
