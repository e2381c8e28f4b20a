import { expect, test } from "vitest";
import { madeBy } from "./made";

test("model, seed and moment stand in one line, without what is not known", () => {
  const createdAt = "2030-05-06T12:00:00.000000Z";
  expect(madeBy({ model: "flux", seed: "7", createdAt })).toMatch(/^flux · seed 7 · .*2030/);
  expect(madeBy({ model: "flux", seed: null, createdAt })).toMatch(/^flux · [^s]*2030/);
});
