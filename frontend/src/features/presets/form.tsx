import { type FormEvent, useState } from "react";
import { useQuery } from "urql";
import type { Problem } from "@/graphql/act";
import {
  CATEGORIES,
  NO_SETTINGS,
  PAINTERS,
  PaintersQuery,
  type Preset,
  useFamilies,
} from "@/graphql/catalogue";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { ChoiceField, TextBox, TextField } from "@/ui/field";
import { Wrong, wrongAt } from "@/ui/wrong";
import { SettingFields, settingsOf } from "./setting-fields";
import type { Draft, PresetActs } from "./use-preset-acts";
import { familyOf } from "./words";

type PresetFormProps = {
  /** The one that is changed; a new one if missing. */
  preset?: Preset;
  acts: PresetActs;
  onMade: (id: string) => void;
  onClose: () => void;
};

/** A preset as it is made or changed. */
export function PresetForm({ preset, acts, onMade, onClose }: PresetFormProps) {
  const [problems, setProblems] = useState<readonly Problem[]>([]);
  const [busy, setBusy] = useState(false);
  const [target, setTarget] = useState("");
  const { family, ...chosen } = useTarget(target, preset);

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const draft: Draft = {
      name: String(form.get("name")).trim(),
      description: String(form.get("description")).trim(),
      category: String(form.get("category")) as Draft["category"],
      settings: settingsOf(form),
    };
    setBusy(true);
    const wrong = preset
      ? await acts.change(preset, draft)
      : await acts.create(
          { ...draft, ...chosen.input, isDefault: form.get("isDefault") === "on" },
          onMade,
        );
    setBusy(false);
    setProblems(wrong);
    if (wrong.length === 0) onClose();
  }

  return (
    <Dialog
      open
      onClose={onClose}
      title={preset ? `Edit ${preset.name}` : "New preset"}
      description={
        preset
          ? "What it was is kept: every edit is a version to go back to."
          : "Values to sample by, under a name. Everybody in this workspace can use it."
      }
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit" form="preset" disabled={busy}>
            {busy ? "Saving …" : preset ? "Save" : "Make preset"}
          </Button>
        </>
      }
    >
      <form id="preset" onSubmit={submit} className="flex flex-col gap-4">
        <About preset={preset} problems={problems} />
        {preset ? null : <TargetField value={target} onChange={setTarget} groups={chosen.groups} />}
        <SettingFields
          key={family?.id ?? "any"}
          settings={preset?.settings ?? NO_SETTINGS}
          family={family}
          problems={problems}
        />
        {preset ? null : (
          <label className="flex items-center gap-2 text-sm">
            <input type="checkbox" name="isDefault" className="size-4 accent-accent" />
            Use it by itself for {chosen.words}
          </label>
        )}
        <Wrong problems={problems} beside={["name", "description", "settings"]} />
      </form>
    </Dialog>
  );
}

type AboutProps = { preset: Preset | undefined; problems: readonly Problem[] };

function About({ preset, problems }: AboutProps) {
  return (
    <>
      <div className="grid grid-cols-[1fr_9rem] gap-3">
        <TextField
          label="Name"
          name="name"
          required
          maxLength={200}
          defaultValue={preset?.name}
          placeholder="Ink on rough paper"
          error={wrongAt(problems, "name")}
        />
        <ChoiceField
          label="Category"
          name="category"
          defaultValue={preset?.category ?? "OTHER"}
          choices={Object.entries(CATEGORIES).map(([value, label]) => ({ value, label }))}
        />
      </div>
      <TextBox
        label="What it is good for"
        name="description"
        rows={2}
        defaultValue={preset?.description}
        error={wrongAt(problems, "description")}
      />
    </>
  );
}

type Groups = readonly { label: string; choices: readonly { value: string; label: string }[] }[];

/** What a preset is to be for: `family:…`, `model:…`, or anything. */
function useTarget(target: string, preset: Preset | undefined) {
  const families = useFamilies();
  const [{ data }] = useQuery({
    query: PaintersQuery,
    variables: { kinds: [...PAINTERS] },
    pause: preset !== undefined,
  });
  const models = data?.models.nodes ?? [];
  const [kind, id] = target.split(":");
  const model = kind === "model" ? models.find((one) => one.id === id) : undefined;
  const familyId = kind === "family" ? id : model?.family;
  const family = preset
    ? familyOf(preset, families)
    : familyId
      ? families.get(familyId)
      : undefined;
  const groups: Groups = [
    {
      label: "A family",
      choices: [...families.values()].map((one) => ({
        value: `family:${one.id}`,
        label: one.label,
      })),
    },
    {
      label: "One model",
      choices: models.map((one) => ({ value: `model:${one.id}`, label: one.name })),
    },
  ];
  const input =
    kind === "model" && id ? { modelId: id } : kind === "family" && id ? { family: id } : {};
  const words = model?.name ?? (kind === "family" ? family?.label : null) ?? "anything";
  return { family, groups, input, words };
}

type TargetFieldProps = { value: string; onChange: (value: string) => void; groups: Groups };

function TargetField({ value, onChange, groups }: TargetFieldProps) {
  return (
    <ChoiceField
      label="For"
      hint="Its limits hold for what is asked below."
      value={value}
      choices={[{ value: "", label: "Any model" }]}
      onChange={(event) => onChange(event.target.value)}
    >
      {groups
        .filter(({ choices }) => choices.length > 0)
        .map(({ label, choices }) => (
          <optgroup key={label} label={label}>
            {choices.map((choice) => (
              <option key={choice.value} value={choice.value}>
                {choice.label}
              </option>
            ))}
          </optgroup>
        ))}
    </ChoiceField>
  );
}
