import { expect, test } from "vitest";
import { cleaned } from "./address";

test("an address carries no empty parts", () => {
  expect(cleaned({ q: "", kind: undefined, family: "sdxl" })).toEqual({ family: "sdxl" });
});
