import type { Problem } from "@/graphql/act";
import {
  type Family,
  NO_SETTINGS,
  SETTINGS,
  type SettingName,
  type Settings,
} from "@/graphql/catalogue";
import { Suggestions, TextField } from "@/ui/field";
import { SAMPLERS, SCHEDULERS } from "@/ui/samplers";

type Range = { min: number; max: number; step: number };

const RANGES: Partial<Record<SettingName, Range>> = {
  steps: { min: 1, max: 200, step: 1 },
  cfg: { min: 0, max: 30, step: 0.1 },
  guidance: { min: 0, max: 100, step: 0.1 },
  denoise: { min: 0, max: 1, step: 0.05 },
  clipSkip: { min: 0, max: 24, step: 1 },
  width: { min: 64, max: 4096, step: 1 },
  height: { min: 64, max: 4096, step: 1 },
  count: { min: 1, max: 16, step: 1 },
};
const NAMES: readonly SettingName[] = [
  ...(["steps", "cfg", "guidance", "sampler", "scheduler"] as const),
  ...(["width", "height", "denoise", "clipSkip", "count", "seed"] as const),
];
const ALWAYS: readonly SettingName[] = ["count", "seed"];
const TEXTS: readonly SettingName[] = ["sampler", "scheduler", "seed"];

type SettingFieldsProps = {
  settings: Settings;
  /** Whose limits and usual values are shown; all settings without one. */
  family: Family | undefined;
  problems: readonly Problem[];
};

/** What to sample by; what is left empty is left to the family, whose own values stand there. */
export function SettingFields({ settings, family, problems }: SettingFieldsProps) {
  const shown = NAMES.filter(
    (name) => !family || ALWAYS.includes(name) || family.settings.includes(name),
  );
  const of = (name: string) =>
    problems.find(({ field }) => field?.[0] === "settings" && field[1] === name)?.message ?? null;
  return (
    <fieldset>
      <legend className="mb-2 text-xs font-semibold text-faint">
        Settings: what is left empty is left to the family
      </legend>
      <div className="grid grid-cols-2 gap-3 sm:grid-cols-3">
        {shown.map((name) => {
          const range = sideRange(name, family) ?? RANGES[name];
          return (
            <TextField
              key={name}
              label={SETTINGS[name]}
              name={name}
              defaultValue={settings[name] ?? ""}
              placeholder={usual(name, family)}
              error={of(name)}
              autoComplete="off"
              {...(range ? { type: "number", ...range, step: range.step < 1 ? "any" : 1 } : {})}
              {...(name === "seed" ? { inputMode: "numeric", pattern: "[0-9]{1,20}" } : {})}
              {...(name === "sampler" || name === "scheduler" ? { list: `all-${name}s` } : {})}
            />
          );
        })}
      </div>
      <Suggestions id="all-samplers" names={SAMPLERS} />
      <Suggestions id="all-schedulers" names={SCHEDULERS} />
    </fieldset>
  );
}

function sideRange(name: SettingName, family: Family | undefined): Range | null {
  if (!family || (name !== "width" && name !== "height")) return null;
  const { minSide, maxSide } = family.size;
  return { min: minSide, max: maxSide, step: 1 };
}

/** What the family takes by itself. */
function usual(name: SettingName, family: Family | undefined): string {
  if (name === "seed") return "By chance";
  if (name === "count") return "1";
  if (!family) return "";
  if (name === "width" || name === "height") return String(family.size[name]);
  const { quality } = family;
  const value = name in quality ? quality[name as keyof typeof quality] : null;
  return value === null ? "" : String(value);
}

/** The settings as the form has them. */
export function settingsOf(form: FormData): Settings {
  const given = NAMES.map((name) => {
    const text = String(form.get(name) ?? "").trim();
    return [name, text === "" ? null : TEXTS.includes(name) ? text : Number(text)];
  });
  return { ...NO_SETTINGS, ...Object.fromEntries(given) };
}
