/** With which model shots are rendered, and how: what is null is left to the studio. */
import {
  type Settings as AllSettings,
  type Family,
  type Model,
  NO_SETTINGS,
  type Preset,
} from "@/graphql/catalogue";
import type { MediaKind, Priority } from "@/graphql/entities";
import type { Workflow } from "@/graphql/workflows";
import { plural } from "@/ui/words";
import { NO_PICTURES, type Pictures, picturesOf } from "./pictures";
import { workflowInput } from "./workflow";

/** How many takes, and by which seeds, is asked beside it. */
export type Settings = Omit<AllSettings, "count" | "seed">;

export type Lora = { modelId: string; name: string; strength: number };

export type Recipe = Pictures & {
  /** A workflow that is rendered with as a whole, instead of a model. */
  workflowId: string | null;
  /** What its inputs are to be, by their names: text, numbers, and takes for pictures. */
  workflowValues: Readonly<Record<string, unknown>>;
  family: string | null;
  /** An entry of the catalogue that is painted with. */
  modelId: string | null;
  presetId: string | null;
  settings: Settings;
  loras: readonly Lora[];
  refiner: boolean;
  /** In place of what the shots say; null leaves it to them. */
  negativePrompt: string | null;
  priority: Priority;
};

const { count: _count, seed: _seed, ...LEFT } = NO_SETTINGS;

export const LEFT_TO_THE_STUDIO: Recipe = {
  ...NO_PICTURES,
  workflowId: null,
  workflowValues: {},
  family: null,
  modelId: null,
  presetId: null,
  settings: LEFT,
  loras: [],
  refiner: false,
  negativePrompt: null,
  priority: "NORMAL",
};

export const RANGES: Record<keyof Omit<Settings, "sampler" | "scheduler">, Range> = {
  steps: { low: 1, high: 200, step: 1 },
  cfg: { low: 0, high: 30, step: 0.1 },
  guidance: { low: 0, high: 30, step: 0.1 },
  denoise: { low: 0, high: 1, step: 0.05 },
  clipSkip: { low: 0, high: 24, step: 1 },
  width: { low: 64, high: 4096, step: 1 },
  height: { low: 64, high: 4096, step: 1 },
};

export type Range = { low: number; high: number; step: number };

/** A number as typed, the nearest in its range and steps; null for nothing or no number. */
export function numberIn(text: string, { low, high, step }: Range): number | null {
  const value = text.trim() === "" ? Number.NaN : Number(text);
  if (!Number.isFinite(value)) return null;
  const whole = Number.isInteger(step) ? Math.round(value / step) * step : value;
  return Math.min(high, Math.max(low, whole));
}

/** What a family makes of sizes: within its sides, in its multiples. */
export function sideRange(family: Family | undefined): Range {
  if (!family) return RANGES.width;
  const { minSide, maxSide, multiple } = family.size;
  return { low: minSide, high: maxSide, step: multiple };
}

/** The nearest side that the family makes. */
export function sideFor(side: number, family: Family): number {
  const { low, high, step } = sideRange(family);
  return Math.min(high, Math.max(low, Math.round(side / step) * step));
}

/** Why a size is not made as it is said; null where it is, or where nothing is said. */
export function sizeProblem({ width, height }: Settings, family: Family | undefined) {
  if (!family || width === null || height === null) return null;
  const { minPixels, maxPixels } = family.size;
  const pixels = sideFor(width, family) * sideFor(height, family);
  if (pixels > maxPixels) return "Too large for this family: a smaller one of this shape is made.";
  if (pixels < minPixels) return "Too small for this family: a larger one of this shape is made.";
  const made = `${sideFor(width, family)} × ${sideFor(height, family)}`;
  return made === `${width} × ${height}` ? null : `${made} is made, the nearest it can.`;
}

/** Whether a family can be asked for this. */
export function knows(family: Family | undefined, setting: keyof Settings): boolean {
  return family === undefined || family.settings.includes(setting);
}

type Fits = Pick<Preset, "family"> & { model: { id: string } | null };

/** Whether a preset is for the model, for its family, or for anything. */
export function fits(preset: Fits, { modelId, family }: Pick<Recipe, "modelId" | "family">) {
  if (preset.model) return preset.model.id === modelId;
  return preset.family === null || family === null || preset.family === family;
}

/** With another model or family, without what was for the one before. */
export function withModel(
  recipe: Recipe,
  chosen: { family: string | null; modelId: string | null },
  families: ReadonlyMap<string, Family>,
  presets: readonly (Fits & { id: string })[],
): Recipe {
  const next = { ...recipe, ...chosen, workflowId: null, workflowValues: {} };
  const family = chosen.family ? families.get(chosen.family) : undefined;
  const preset = presets.find(({ id }) => id === recipe.presetId);
  const settings = Object.fromEntries(
    Object.entries(recipe.settings).map(([name, value]) => [
      name,
      knows(family, name as keyof Settings) ? value : null,
    ]),
  ) as Settings;
  return {
    ...next,
    settings,
    presetId: preset && fits(preset, next) ? preset.id : null,
    loras: chosen.family === recipe.family ? recipe.loras : [],
    refiner: recipe.refiner && family?.hasRefiner === true,
    negativePrompt: family?.takesNegativePrompts ? recipe.negativePrompt : null,
  };
}

/** The part of a request that a recipe is; what is left to the studio is not said. */
export function inputOf(
  recipe: Recipe,
  kinds: readonly MediaKind[],
  family: Family | undefined,
  workflow?: Workflow,
) {
  const priority = recipe.priority === "NORMAL" ? {} : { priority: recipe.priority };
  if (workflow) return { ...workflowInput(workflow, kinds, recipe.workflowValues), ...priority };
  const pictures = picturesOf(recipe, kinds, family);
  // A face is put into a picture as that is: nothing is painted.
  if ("faceTakeId" in pictures && "startTakeId" in pictures) return { ...pictures, ...priority };
  return { ...paintedWith(recipe, family), ...pictures, ...priority };
}

function paintedWith(recipe: Recipe, family: Family | undefined) {
  const settings = Object.fromEntries(
    Object.entries(recipe.settings).filter(
      ([name, value]) => value !== null && knows(family, name as keyof Settings),
    ),
  );
  return {
    ...(recipe.family ? { family: recipe.family } : {}),
    ...(recipe.modelId ? { model: recipe.modelId } : {}),
    ...(recipe.presetId ? { presetId: recipe.presetId } : {}),
    ...(Object.keys(settings).length > 0 ? { settings } : {}),
    ...(recipe.loras.length > 0
      ? { loras: recipe.loras.map(({ modelId, strength }) => ({ modelId, strength })) }
      : {}),
    ...(recipe.refiner && family?.hasRefiner ? { refiner: true } : {}),
    ...(recipe.negativePrompt !== null && family?.takesNegativePrompts
      ? { negativePrompt: recipe.negativePrompt }
      : {}),
  };
}

/** In few words what is asked for; null where all is left to the studio. */
export function recipeWords(
  recipe: Recipe,
  names: { [Part in "workflow" | "model" | "family" | "preset"]?: string | undefined },
): string | null {
  const { loras, priority } = recipe;
  if (names.workflow) {
    const said = [names.workflow, priority !== "NORMAL" && priority.toLowerCase()];
    return said.filter(Boolean).join(", ");
  }
  const own = Object.values(recipe.settings).filter((value) => value !== null).length;
  const said = [
    names.model ?? names.family,
    names.preset,
    own > 0 && `${own} of its own`,
    loras.length > 0 && plural(loras.length, "LoRA"),
    recipe.startTakeId && "from a picture",
    recipe.endTakeId && "to a picture",
    recipe.faceTakeId && "with a face",
    priority !== "NORMAL" && priority.toLowerCase(),
  ].filter(Boolean);
  return said.length > 0 ? said.join(", ") : null;
}

/** The recipe with a workflow: what was for models means nothing to it. */
export function withWorkflow(recipe: Recipe, workflowId: string): Recipe {
  const { priority } = recipe;
  const workflowValues = recipe.workflowId === workflowId ? recipe.workflowValues : {};
  return { ...LEFT_TO_THE_STUDIO, priority, workflowId, workflowValues };
}

/** The recipe with the model: as what is painted with, or as one more LoRA. */
export function withOne(recipe: Recipe, model: Pick<Model, "id" | "name" | "kind" | "family">) {
  if (model.kind !== "LORA") {
    return {
      ...LEFT_TO_THE_STUDIO,
      priority: recipe.priority,
      modelId: model.id,
      family: model.family,
    };
  }
  const others = recipe.loras.filter(({ modelId }) => modelId !== model.id);
  const same = model.family === null || recipe.family === model.family;
  return {
    ...(same ? recipe : { ...LEFT_TO_THE_STUDIO, priority: recipe.priority, family: model.family }),
    loras: [...(same ? others : []), { modelId: model.id, name: model.name, strength: 1 }],
  };
}
