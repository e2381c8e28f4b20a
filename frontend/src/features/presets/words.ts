import {
  type Family,
  type Preset,
  SETTINGS,
  type SettingName,
  type Settings,
} from "@/graphql/catalogue";

/** What a preset is for. */
export function targetWords(
  { family, model }: Pick<Preset, "family" | "model">,
  families: ReadonlyMap<string, Family>,
): string {
  if (model) return model.name;
  return family ? (families.get(family)?.label ?? family) : "Any model";
}

/** The family whose limits hold for it. */
export function familyOf(
  { family, model }: Pick<Preset, "family" | "model">,
  families: ReadonlyMap<string, Family>,
): Family | undefined {
  const id = model ? model.family : family;
  return id ? families.get(id) : undefined;
}

/** What another version had that this one has not: "Steps 20 instead of 40". */
export function differences(before: Settings, after: Settings): string[] {
  return (Object.keys(SETTINGS) as SettingName[])
    .filter((name) => before[name] !== after[name])
    .map((name) => {
      const [was, is] = [before[name], after[name]];
      if (is === null) return `${SETTINGS[name]} left to the family`;
      return was === null ? `${SETTINGS[name]} ${is}` : `${SETTINGS[name]} ${is} instead of ${was}`;
    });
}

/** Whether two presets are for the same thing: of those one at most is the default. */
export function sameTarget(
  one: Pick<Preset, "family" | "model">,
  other: Pick<Preset, "family" | "model">,
): boolean {
  return one.family === other.family && one.model?.id === other.model?.id;
}
