import { useState } from "react";
import { notices } from "@/actions/notices";
import { NO_SETTINGS } from "@/graphql/catalogue";
import { tellOf } from "@/graphql/live-catalogue";
import { useWish } from "@/graphql/wish";
import { Button } from "@/ui/button";
import { TextField } from "@/ui/field";
import { KeepAsPreset } from "./documents";
import type { RecipeState } from "./use-recipe";

const toField = (field: HTMLInputElement | null) => field?.focus();

/** Keeps the settings under a name, to use them again. */
export function Keep({ recipe }: { recipe: RecipeState }) {
  const { value, change, stock } = recipe;
  const [name, setName] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const wish = useWish();
  const before = stock.presets.find(({ id }) => id === value.presetId);
  const own = Object.values(value.settings).some((one) => one !== null);
  if (!own) return null;

  async function keep() {
    const wanted = (name ?? "").trim();
    if (!wanted) return setProblem("Say what to call it.");
    const said = Object.entries(value.settings).filter(([, one]) => one !== null);
    const outcome = await wish(
      KeepAsPreset,
      {
        name: wanted,
        settings: { ...NO_SETTINGS, ...before?.settings, ...Object.fromEntries(said) },
        ...(value.modelId ? { modelId: value.modelId } : { family: value.family }),
      },
      { quiet: true },
    );
    const preset = outcome.ok ? outcome.payload.preset : null;
    if (preset) tellOf("presets");
    if (!preset) return setProblem(outcome.ok ? null : (outcome.problems[0]?.message ?? null));
    const left = Object.fromEntries(Object.keys(value.settings).map((one) => [one, null]));
    change({ ...value, presetId: preset.id, settings: { ...value.settings, ...left } });
    notices.say(`“${preset.name}” is kept among the presets.`);
    setName(null);
  }

  if (name === null) {
    return (
      <Button size="sm" className="self-start" onClick={() => setName("")}>
        Keep these settings as a preset
      </Button>
    );
  }
  return (
    <div className="flex items-end gap-2">
      <div className="grow">
        <TextField
          label="Name of the preset"
          ref={toField}
          maxLength={200}
          value={name}
          error={problem}
          onChange={({ currentTarget }) => {
            setName(currentTarget.value);
            setProblem(null);
          }}
          onKeyDown={(event) => {
            if (event.key !== "Enter") return;
            event.preventDefault();
            void keep();
          }}
        />
      </div>
      <Button onClick={() => setName(null)}>Cancel</Button>
      <Button look="primary" onClick={() => void keep()}>
        Keep
      </Button>
    </div>
  );
}
