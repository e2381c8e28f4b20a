/** Families, models and presets: what several parts of the page read and say of them. */
import { useMemo } from "react";
import { useQuery } from "urql";
import { type FragmentOf, graphql, type ResultOf } from "./tada";

/** A model as lists show it. */
export const ModelFields = graphql(`
  fragment ModelFields on Model {
    id
    kind
    source
    name
    fileName
    family
    familyCertain
    base
    creator
    versionName
    triggerWords
    nsfw
    rating
    size
    coverUrl
    isBookmarked
    version
    endpoints {
      id
      name
    }
  }
`);

export const SettingsFields = graphql(`
  fragment SettingsFields on PresetSettings {
    steps
    cfg
    guidance
    denoise
    clipSkip
    width
    height
    count
    seed
    sampler
    scheduler
  }
`);

export const PresetFields = graphql(
  `
  fragment PresetFields on Preset {
    id
    name
    description
    category
    family
    model {
      id
      name
      family
    }
    settings {
      ...SettingsFields
    }
    isDefault
    isBuiltin
    version
    updatedAt
  }
`,
  [SettingsFields],
);

export type Model = FragmentOf<typeof ModelFields>;
export type Preset = FragmentOf<typeof PresetFields>;

export const FamiliesQuery = graphql(`
  query Families {
    modelFamilies {
      id
      label
      kind
      tasks
      size {
        width
        height
        multiple
        minSide
        maxSide
        minPixels
        maxPixels
      }
      length {
        fps
        step
        maxFrames
      }
      maxLoras
      hasRefiner
      needsVae
      hasDualModels
      takesNegativePrompts
      settings
      needs
      note
      fast {
        steps
        cfg
        guidance
        sampler
        scheduler
      }
      quality {
        steps
        cfg
        guidance
        sampler
        scheduler
      }
    }
  }
`);

export type Family = ResultOf<typeof FamiliesQuery>["modelFamilies"][number];
export type Task = Family["tasks"][number];

/** The families by their ids, in the order in which the studio tells of them. */
export function useFamilies(): ReadonlyMap<string, Family> {
  const [{ data }] = useQuery({ query: FamiliesQuery });
  return useMemo(
    () => new Map((data?.modelFamilies ?? []).map((family) => [family.id, family])),
    [data],
  );
}

export const PresetsQuery = graphql(
  `
  query Presets($filter: PresetFilter) {
    presets(first: 100, filter: $filter) {
      totalCount
      nodes {
        ...PresetFields
      }
    }
  }
`,
  [PresetFields],
);

export const PaintersQuery = graphql(
  `
  query Painters($kinds: [ModelKind!]) {
    models(first: 100, filter: { kinds: $kinds, nsfw: true }) {
      nodes {
        ...ModelFields
      }
    }
  }
`,
  [ModelFields],
);

export const MODEL_KINDS: Record<Model["kind"], string> = {
  CHECKPOINT: "Checkpoint",
  DIFFUSION_MODEL: "Diffusion model",
  LORA: "LoRA",
  VAE: "VAE",
  EMBEDDING: "Embedding",
  TEXT_ENCODER: "Text encoder",
  CONTROLNET: "ControlNet",
  UPSCALER: "Upscaler",
  CLIP_VISION: "CLIP vision",
  FACE: "Face",
};

/** What is painted with by itself. */
export const PAINTERS: readonly Model["kind"][] = ["CHECKPOINT", "DIFFUSION_MODEL"];

export const FOLDERS: Record<Model["kind"], string> = {
  CHECKPOINT: "models/checkpoints",
  DIFFUSION_MODEL: "models/diffusion_models",
  LORA: "models/loras",
  VAE: "models/vae",
  EMBEDDING: "models/embeddings",
  TEXT_ENCODER: "models/text_encoders",
  CONTROLNET: "models/controlnet",
  UPSCALER: "models/upscale_models",
  CLIP_VISION: "models/clip_vision",
  FACE: "models/insightface",
};

export const CATEGORIES: Record<Preset["category"], string> = {
  QUALITY: "Quality",
  SPEED: "Speed",
  ARTISTIC: "Artistic",
  OTHER: "Other",
};

export const TASKS: Record<Task, string> = {
  TEXT_TO_IMAGE: "Text to picture",
  IMAGE_TO_IMAGE: "Picture to picture",
  EDIT: "Edit a picture",
  TEXT_TO_VIDEO: "Text to video",
  IMAGE_TO_VIDEO: "Picture to video",
  FIRST_LAST_FRAME: "From a first to a last frame",
};

export type Settings = Preset["settings"];
export type SettingName = keyof Settings;

export const SETTINGS: Record<SettingName, string> = {
  steps: "Steps",
  cfg: "CFG",
  guidance: "Guidance",
  denoise: "Denoise",
  clipSkip: "Clip skip",
  width: "Width",
  height: "Height",
  count: "Takes",
  seed: "Seed",
  sampler: "Sampler",
  scheduler: "Scheduler",
};

export const NO_SETTINGS: Settings = {
  steps: null,
  cfg: null,
  guidance: null,
  denoise: null,
  clipSkip: null,
  width: null,
  height: null,
  count: null,
  seed: null,
  sampler: null,
  scheduler: null,
};

/** "30 steps, CFG 6.5, euler, karras, 1216 × 832"; empty where all is left to the family. */
export function settingsLine(settings: Partial<Settings>): string {
  const { steps, cfg, guidance, denoise, clipSkip, width, height, count, seed } = settings;
  const said = [
    steps != null && `${steps} steps`,
    cfg != null && `CFG ${cfg}`,
    guidance != null && `guidance ${guidance}`,
    settings.sampler !== "none" && settings.sampler,
    settings.scheduler !== "none" && settings.scheduler,
    (width != null || height != null) && `${width ?? "?"} × ${height ?? "?"}`,
    denoise != null && `denoise ${denoise}`,
    clipSkip != null && `clip skip ${clipSkip}`,
    count != null && `${count} takes`,
    seed != null && `seed ${seed}`,
  ];
  return said.filter(Boolean).join(", ");
}

/** Bytes as a person reads them: "6.9 GB". */
export function bytesWords(bytes: string | number): string {
  const count = Number(bytes);
  const units = ["B", "kB", "MB", "GB", "TB"];
  const step = count < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(count) / 3));
  const value = count / 1000 ** step;
  return `${value < 10 && step > 0 ? value.toFixed(1) : Math.round(value)} ${units[step]}`;
}

/** "Multiples of 8, 512 to 2048, up to 2 megapixels." */
export function sizeWords({ size }: Family): string {
  const { multiple, minSide, maxSide, maxPixels } = size;
  const most = (maxPixels / 2 ** 20).toLocaleString("en", { maximumFractionDigits: 2 });
  return `Multiples of ${multiple}, ${minSide} to ${maxSide}, up to ${most} megapixels.`;
}
