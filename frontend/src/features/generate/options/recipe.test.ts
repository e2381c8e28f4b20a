import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { Family } from "@/graphql/catalogue";
import {
  fits,
  inputOf,
  LEFT_TO_THE_STUDIO,
  numberIn,
  RANGES,
  recipeWords,
  sideFor,
  sizeProblem,
  withModel,
  withOne,
} from "./recipe";

const size = {
  ...{ width: 1024, height: 1024, multiple: 16 },
  ...{ minSide: 256, maxSide: 2048, minPixels: 65_536, maxPixels: 2_097_152 },
};
const FLUX = {
  ...{ id: "flux_dev", label: "FLUX.1 dev", kind: "IMAGE", size, maxLoras: 3 },
  ...{ hasRefiner: false, takesNegativePrompts: false, tasks: ["TEXT_TO_IMAGE"] },
  settings: ["steps", "guidance", "width", "height"],
} as unknown as Family;
const SDXL = {
  ...FLUX,
  ...{ id: "sdxl", label: "SDXL", hasRefiner: true, takesNegativePrompts: true },
  settings: ["steps", "cfg", "clipSkip", "width", "height"],
} as Family;
const FAMILIES = new Map([FLUX, SDXL].map((family) => [family.id, family]));
const start = {
  ...LEFT_TO_THE_STUDIO,
  family: "sdxl",
  refiner: true,
  negativePrompt: "blur",
  settings: { ...LEFT_TO_THE_STUDIO.settings, steps: 30, cfg: 7 },
  loras: [{ modelId: "model_1", name: "Ink", strength: 0.8 }],
};

test("what is left to the studio is not said", () => {
  expect(inputOf(LEFT_TO_THE_STUDIO, ["IMAGE"], undefined)).toEqual({});
  expect(recipeWords(LEFT_TO_THE_STUDIO, {})).toBeNull();
});

test("what is chosen is said, of a family only what it knows", () => {
  expect(inputOf(start, ["IMAGE"], SDXL)).toEqual({
    family: "sdxl",
    settings: { steps: 30, cfg: 7 },
    loras: [{ modelId: "model_1", strength: 0.8 }],
    refiner: true,
    negativePrompt: "blur",
  });
  expect(inputOf(start, ["IMAGE"], FLUX)).not.toHaveProperty("negativePrompt");
  const said = inputOf(start, ["IMAGE"], FLUX);
  expect("settings" in said && said.settings).toEqual({ steps: 30 });
});

test("a face that is put into a picture leaves nothing to paint", () => {
  const face = { ...start, startTakeId: "take_1", faceTakeId: "take_2" };
  expect(inputOf({ ...face, startTakeId: null }, ["IMAGE"], SDXL)).toMatchObject({
    family: "sdxl",
    faceTakeId: "take_2",
  });
  const editing = { ...SDXL, tasks: ["IMAGE_TO_IMAGE"] } as Family;
  expect(inputOf(face, ["IMAGE"], editing)).toEqual({
    startTakeId: "take_1",
    faceTakeId: "take_2",
  });
});

test("another model takes away what was for the one before", () => {
  const presets = [
    { id: "preset_1", family: "sdxl", model: null },
    { id: "preset_2", family: null, model: null },
  ];
  const chosen = { family: "flux_dev", modelId: null };
  const next = withModel({ ...start, presetId: "preset_1" }, chosen, FAMILIES, presets);
  expect(next).toMatchObject({ presetId: null, loras: [], refiner: false, negativePrompt: null });
  expect(next.settings).toMatchObject({ steps: 30, cfg: null });
  const kept = withModel({ ...start, presetId: "preset_2" }, chosen, FAMILIES, presets);
  expect(kept.presetId).toBe("preset_2");
});

test("a preset fits its model, its family, or anything", () => {
  const of = { modelId: "model_1", family: "sdxl" };
  expect(fits({ family: null, model: null }, of)).toBe(true);
  expect(fits({ family: "flux_dev", model: null }, of)).toBe(false);
  expect(fits({ family: null, model: { id: "model_2" } }, of)).toBe(false);
  expect(fits({ family: null, model: { id: "model_1" } }, of)).toBe(true);
});

test("a model that is taken along is painted with, a LoRA is one more", () => {
  const model = { id: "model_9", name: "Nine", kind: "CHECKPOINT", family: "sdxl" } as const;
  expect(withOne(start, model)).toMatchObject({ modelId: "model_9", family: "sdxl", loras: [] });
  const lora = { ...model, kind: "LORA" } as const;
  expect(withOne(start, lora).loras.map(({ modelId }) => modelId)).toEqual(["model_1", "model_9"]);
  const other = withOne(start, { ...lora, family: "flux_dev" });
  expect([other.family, other.loras.length]).toEqual(["flux_dev", 1]);
});

test("a number is brought into its range, and what is none is nothing", () => {
  expect(numberIn("", RANGES.steps)).toBeNull();
  expect(numberIn("x", RANGES.steps)).toBeNull();
  expect(numberIn("1001", { low: 256, high: 2048, step: 16 })).toBe(1008);
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
      const found = numberIn(String(value), RANGES.steps) ?? 0;
      return Number.isInteger(found) && found >= 1 && found <= 200;
    }),
  );
});

test("the nearest side is one that the family makes", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 9000 }), (side) => {
      const made = sideFor(side, FLUX);
      return made >= 256 && made <= 2048 && made % 16 === 0;
    }),
  );
  const of = (width: number, height: number) =>
    sizeProblem({ ...LEFT_TO_THE_STUDIO.settings, width, height }, FLUX);
  expect(of(1024, 1024)).toBeNull();
  expect(of(1000, 1000)).toContain("1008 × 1008");
  expect(of(2048, 2048)).toContain("Too large");
});
