import { Plus, X } from "lucide-react";
import { useQuery } from "urql";
import { requestKey } from "@/graphql/act";
import { Button, IconButton } from "@/ui/button";
import { ChoiceField, TextField } from "@/ui/field";
import { LorasQuery } from "./documents";

/** `id` is missing as long as it is new. */
export type LookRow = {
  key: string;
  id?: string;
  name: string;
  words: string;
  isDefault: boolean;
};

type LooksProps = { rows: readonly LookRow[]; onChange: (rows: readonly LookRow[]) => void };

/** The costumes of a character, one of which may be the default. */
export function Looks({ rows, onChange }: LooksProps) {
  function put(key: string, part: Partial<LookRow>) {
    onChange(rows.map((row) => (row.key === key ? { ...row, ...part } : row)));
  }
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-1 text-xs font-medium text-soft">
        Costumes, in place of the usual clothing
      </legend>
      {rows.map((row, index) => (
        <div key={row.key} className="grid grid-cols-[8rem_1fr_auto_auto] items-center gap-2">
          <TextField
            hideLabel
            label={`Name of costume ${index + 1}`}
            value={row.name}
            maxLength={200}
            placeholder="Ball gown"
            required
            onChange={({ target }) => put(row.key, { name: target.value })}
          />
          <TextField
            hideLabel
            label={`Costume ${index + 1}`}
            value={row.words}
            maxLength={500}
            placeholder="a red silk gown"
            onChange={({ target }) => put(row.key, { words: target.value })}
          />
          <label className="flex items-center gap-1.5 text-xs text-soft">
            <input
              type="checkbox"
              className="size-4 accent-accent"
              checked={row.isDefault}
              onChange={({ target }) =>
                onChange(
                  rows.map((one) => ({
                    ...one,
                    isDefault: one.key === row.key && target.checked,
                  })),
                )
              }
            />
            Default
          </label>
          <IconButton
            small
            label={`Take away costume ${index + 1}`}
            onClick={() => onChange(rows.filter(({ key }) => key !== row.key))}
          >
            <X size={14} />
          </IconButton>
        </div>
      ))}
      <Button
        size="sm"
        className="self-start"
        onClick={() =>
          onChange([...rows, { key: requestKey(), name: "", words: "", isDefault: false }])
        }
      >
        <Plus size={14} aria-hidden />
        Costume
      </Button>
    </fieldset>
  );
}

export type LoraRow = { modelId: string; name: string; strength: number };
type LorasProps = { rows: readonly LoraRow[]; onChange: (rows: readonly LoraRow[]) => void };

const MOST = 10;

/** The LoRAs that help to draw a character, by their names in the catalogue. */
export function Loras({ rows, onChange }: LorasProps) {
  const [{ data }] = useQuery({ query: LorasQuery });
  const known = data?.models.nodes ?? [];
  const free = known.filter(({ id }) => !rows.some(({ modelId }) => modelId === id));
  if (known.length === 0 && rows.length === 0) return null;
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-1 text-xs font-medium text-soft">LoRAs</legend>
      {rows.map((row) => (
        <div key={row.modelId} className="grid grid-cols-[1fr_6rem_auto] items-center gap-2">
          <span className="truncate text-sm">{row.name}</span>
          <TextField
            hideLabel
            label={`Strength of ${row.name}`}
            type="number"
            min={-10}
            max={10}
            step={0.05}
            required
            defaultValue={row.strength}
            onChange={({ target }) => {
              const strength = target.valueAsNumber;
              if (Number.isNaN(strength)) return;
              onChange(
                rows.map((one) => (one.modelId === row.modelId ? { ...one, strength } : one)),
              );
            }}
          />
          <IconButton
            small
            label={`Take away ${row.name}`}
            onClick={() => onChange(rows.filter(({ modelId }) => modelId !== row.modelId))}
          >
            <X size={14} />
          </IconButton>
        </div>
      ))}
      {rows.length < MOST && free.length > 0 ? (
        <ChoiceField
          hideLabel
          label="Add a LoRA"
          value=""
          choices={[
            { value: "", label: "Add a LoRA …" },
            ...free.map(({ id, name }) => ({ value: id, label: name })),
          ]}
          onChange={({ target }) => {
            const model = free.find(({ id }) => id === target.value);
            if (model) onChange([...rows, { modelId: model.id, name: model.name, strength: 1 }]);
          }}
        />
      ) : null}
    </fieldset>
  );
}
