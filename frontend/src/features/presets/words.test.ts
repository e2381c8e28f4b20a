import { expect, test } from "vitest";
import { NO_SETTINGS } from "@/graphql/catalogue";
import { differences, sameTarget, targetWords } from "./words";

const model = { id: "model_1", name: "Ink XL", family: "sdxl" };

test("what differs between two versions is said setting by setting", () => {
  const before = { ...NO_SETTINGS, steps: 20, sampler: "euler" };
  expect(differences(before, { ...before, steps: 40 })).toEqual(["Steps 40 instead of 20"]);
  expect(differences(before, { ...before, cfg: 0, sampler: null })).toEqual([
    "CFG 0",
    "Sampler left to the family",
  ]);
  expect(differences(before, before)).toEqual([]);
});

test("presets are for one model, for a family or for anything", () => {
  const none = new Map();
  expect(targetWords({ family: null, model }, none)).toBe("Ink XL");
  expect(targetWords({ family: "new_family", model: null }, none)).toBe("new_family");
  expect(targetWords({ family: null, model: null }, none)).toBe("Any model");
  expect(sameTarget({ family: null, model }, { family: null, model: null })).toBe(false);
  expect(sameTarget({ family: null, model }, { family: null, model: { ...model } })).toBe(true);
});
