import { Plus, X } from "lucide-react";
import type { Family, Model } from "@/graphql/catalogue";
import { Button, IconButton } from "@/ui/button";
import { ChoiceField } from "@/ui/field";
import { NumberField } from "./number-field";
import type { Lora } from "./recipe";
import type { RecipeState } from "./use-recipe";

const STRENGTH = { low: -10, high: 10, step: 0.05 };

type LorasProps = { recipe: RecipeState; family: Family };

/** LoRAs, applied one after another, as many as the family takes. */
export function Loras({ recipe, family }: LorasProps) {
  const { value, change, stock } = recipe;
  const fitting = stock.loras.filter((one) => one.family === null || one.family === family.id);
  const chosen = new Set(value.loras.map(({ modelId }) => modelId));
  const next = fitting.find(({ id }) => !chosen.has(id));
  const set = (loras: readonly Lora[]) => change({ ...value, loras });
  const full = value.loras.length >= family.maxLoras;
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-1 text-xs font-medium text-soft">
        LoRAs, {family.maxLoras} at most
      </legend>
      {value.loras.map((lora, at) => (
        <Row
          key={lora.modelId}
          lora={lora}
          fitting={fitting.filter(({ id }) => id === lora.modelId || !chosen.has(id))}
          onChange={(changed) => set(value.loras.with(at, changed))}
          onRemove={() => set(value.loras.toSpliced(at, 1))}
        />
      ))}
      {fitting.length === 0 ? (
        <p className="text-xs text-faint">
          None for {family.label} is known. Models at CivitAI can be added to the catalogue.
        </p>
      ) : (
        <Button
          size="sm"
          className="self-start"
          disabled={full || !next}
          onClick={() =>
            next && set([...value.loras, { modelId: next.id, name: next.name, strength: 1 }])
          }
        >
          <Plus size={14} aria-hidden />
          Add a LoRA
        </Button>
      )}
    </fieldset>
  );
}

type RowProps = {
  lora: Lora;
  fitting: readonly Model[];
  onChange: (lora: Lora) => void;
  onRemove: () => void;
};

function Row({ lora, fitting, onChange, onRemove }: RowProps) {
  const model = fitting.find(({ id }) => id === lora.modelId);
  const choices = fitting.map(({ id, name }) => ({ value: id, label: name }));
  return (
    <div>
      <div className="flex items-end gap-2">
        <div className="min-w-0 grow">
          <ChoiceField
            label="LoRA"
            hideLabel
            value={lora.modelId}
            choices={model ? choices : [{ value: lora.modelId, label: lora.name }, ...choices]}
            onChange={({ currentTarget }) => {
              const one = fitting.find(({ id }) => id === currentTarget.value);
              if (one) onChange({ ...lora, modelId: one.id, name: one.name });
            }}
          />
        </div>
        <input
          type="range"
          aria-label={`Strength of ${lora.name}`}
          min={0}
          max={2}
          step={0.05}
          value={Math.min(2, Math.max(0, lora.strength))}
          onChange={({ currentTarget }) =>
            onChange({ ...lora, strength: currentTarget.valueAsNumber })
          }
          className="mb-1 h-6 w-24 accent-accent"
        />
        <div className="w-20">
          <NumberField
            label={`Strength of ${lora.name}, as a number`}
            hideLabel
            value={lora.strength}
            range={STRENGTH}
            onChange={(strength) => onChange({ ...lora, strength: strength ?? 1 })}
          />
        </div>
        <IconButton label={`Leave out ${lora.name}`} onClick={onRemove}>
          <X size={14} />
        </IconButton>
      </div>
      {model && model.triggerWords.length > 0 ? (
        <p className="mt-1 text-xs text-faint wrap-anywhere">
          Its prompts say: {model.triggerWords.slice(0, 8).join(", ")}
        </p>
      ) : null}
    </div>
  );
}
