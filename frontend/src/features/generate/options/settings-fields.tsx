import { type Family, type Preset, SETTINGS, sizeWords } from "@/graphql/catalogue";
import { Suggestions, TextField } from "@/ui/field";
import { SAMPLERS, SCHEDULERS } from "@/ui/samplers";
import { NumberField } from "./number-field";
import { knows, RANGES, type Settings, sideRange, sizeProblem } from "./recipe";
import type { RecipeState } from "./use-recipe";

type Number = Exclude<keyof Settings, "sampler" | "scheduler">;

/** How it is sampled, as far as that is to be other than the preset has it. */
export function SettingsFields({ recipe }: { recipe: RecipeState }) {
  const { value, change, stock, family } = recipe;
  const { settings } = value;
  const preset = stock.presets.find(({ id }) => id === value.presetId);
  const set = (part: Partial<Settings>) => change({ ...value, settings: { ...settings, ...part } });
  const numbers = (["steps", "guidance", "cfg", "clipSkip"] as const).filter(
    (name) => knows(family, name) && (family !== undefined || name !== "clipSkip"),
  );
  const number = (name: Number) => (
    <NumberField
      key={name}
      label={SETTINGS[name]}
      value={settings[name]}
      range={name === "width" || name === "height" ? sideRange(family) : RANGES[name]}
      usual={usualOf(name, family, preset)}
      onChange={(next) => set({ [name]: next })}
    />
  );
  const names = (["sampler", "scheduler"] as const).filter((name) => knows(family, name));
  const startsFromPicture = value.startTakeId !== null && knows(family, "denoise");
  return (
    <fieldset className="flex flex-col gap-3">
      <legend className="sr-only">Settings</legend>
      <div className="grid grid-cols-2 gap-3 sm:grid-cols-4">
        {numbers.map(number)}
        {startsFromPicture ? number("denoise") : null}
      </div>
      <div className="grid grid-cols-2 gap-3 sm:grid-cols-4">
        {number("width")}
        {number("height")}
        {names.map((name) => (
          <TextField
            key={name}
            label={SETTINGS[name]}
            list={`own-${name}s`}
            maxLength={64}
            autoComplete="off"
            placeholder={usualOf(name, family, preset)}
            value={settings[name] ?? ""}
            onChange={({ currentTarget }) => set({ [name]: currentTarget.value.trim() || null })}
          />
        ))}
      </div>
      <p className="-mt-1.5 text-xs text-faint">
        {sizeProblem(settings, family) ??
          (family
            ? sizeWords(family)
            : "What is left empty is as the preset or the family has it.")}
      </p>
      <Suggestions id="own-samplers" names={SAMPLERS} />
      <Suggestions id="own-schedulers" names={SCHEDULERS} />
    </fieldset>
  );
}

/** What is taken where nothing is said: the preset's, else the family's own. */
function usualOf(
  name: keyof Settings,
  family: Family | undefined,
  preset: Preset | undefined,
): string {
  const said = preset?.settings[name];
  if (said !== null && said !== undefined) return String(said);
  if (!family) return "";
  if (name === "width" || name === "height") return "Film";
  const { quality } = family;
  const own = name in quality ? quality[name as keyof typeof quality] : null;
  return own === null ? "" : String(own);
}
