import { X } from "lucide-react";
import { ALL_PLACES, PLACES, type Place } from "@/graphql/workflows";
import { IconButton } from "@/ui/button";
import { ChoiceField, TextField } from "@/ui/field";
import { Status, type Tone } from "@/ui/status";
import {
  type Binding,
  type Choice,
  choicesFor,
  keyOf,
  oneMore,
  onePlace,
  placeOf,
} from "./bindings";
import type { Inspection } from "./changes";

type BindingsProps = {
  inspection: Inspection;
  bindings: readonly Binding[];
  onChange: (bindings: readonly Binding[]) => void;
};

/** What goes into the workflow by itself, and what one can set besides. */
export function Bindings({ inspection, bindings, onChange }: BindingsProps) {
  const places = bindings.filter(({ place }) => place !== null);
  const own = bindings.filter(({ place }) => place === null);
  const set = (changed: Binding) =>
    onChange(bindings.map((one) => (one.key === changed.key ? changed : one)));
  const remove = (key: string) => onChange(bindings.filter((one) => one.key !== key));
  const row = (binding: Binding) => (
    <Row
      key={binding.key}
      {...{ inspection, binding }}
      others={bindings.filter(({ key }) => key !== binding.key)}
      onChange={set}
      onRemove={() => remove(binding.key)}
    />
  );
  const { other: values } = choicesFor(inspection, { place: null, targets: [] }, bindings);
  return (
    <>
      <section aria-label="What goes in by itself" className="flex flex-col gap-2">
        <h3 className="text-xs font-semibold text-faint">What goes in by itself</h3>
        {places.length === 0 ? (
          <p className="text-sm text-soft">
            Nothing: every shot gets the same. Say at least where the prompt goes.
          </p>
        ) : null}
        {places.map(row)}
        <AddPlace
          left={ALL_PLACES.filter((place) => !places.some((one) => one.place === place))}
          onAdd={(place) => onChange([...bindings, onePlace(place)])}
        />
      </section>
      <section aria-label="What one can set" className="flex flex-col gap-2">
        <h3 className="text-xs font-semibold text-faint">What one can set for each render</h3>
        {own.map(row)}
        <AddInput
          values={values}
          onAdd={(one) => onChange([...bindings, oneMore(one, bindings)])}
        />
      </section>
    </>
  );
}

type RowProps = {
  inspection: Inspection;
  binding: Binding;
  others: readonly Binding[];
  onChange: (binding: Binding) => void;
  onRemove: () => void;
};

function Row({ inspection, binding, others, onChange, onRemove }: RowProps) {
  const { place, label, targets } = binding;
  const { offered, other } = choicesFor(inspection, binding, others);
  const chosen = [...offered, ...other].find(({ key }) => key === keyOf(targets));
  const name = place ? PLACES[place] : label;
  const { tone, words } = surenessOf(binding, chosen, inspection);
  function choose(key: string) {
    const one = [...offered, ...other].find((choice) => choice.key === key);
    onChange({ ...binding, targets: one?.targets ?? [] });
  }
  return (
    <div className="grid grid-cols-[9rem_minmax(0,1fr)_2rem] items-start gap-x-3 max-sm:grid-cols-[minmax(0,1fr)_2rem]">
      {place ? (
        <span className="pt-1.5 text-sm max-sm:col-span-2">{name}</span>
      ) : (
        <div className="max-sm:col-span-2">
          <TextField
            label={`What to call ${binding.name}`}
            hideLabel
            maxLength={200}
            value={label}
            onChange={({ currentTarget }) => onChange({ ...binding, label: currentTarget.value })}
          />
        </div>
      )}
      <ChoiceField
        label={`Where ${name} goes`}
        hideLabel
        hint={<Status tone={tone}>{words}</Status>}
        value={chosen?.key ?? ""}
        onChange={({ currentTarget }) => choose(currentTarget.value)}
      >
        {place ? <option value="">Nowhere</option> : null}
        <Options label="Found for it" choices={offered} />
        <Options label="Other values" choices={other} />
      </ChoiceField>
      <IconButton label={`Leave out ${name}`} onClick={onRemove}>
        <X size={14} />
      </IconButton>
    </div>
  );
}

function Options({ label, choices }: { label: string; choices: readonly Choice[] }) {
  if (choices.length === 0) return null;
  return (
    <optgroup label={label}>
      {choices.map(({ key, label: words }) => (
        <option key={key} value={key}>
          {words}
        </option>
      ))}
    </optgroup>
  );
}

type Sureness = { tone: Tone; words: string };

/** How sure it is that a value goes there. */
function surenessOf(
  { place, targets }: Binding,
  chosen: Choice | undefined,
  inspection: Inspection,
): Sureness {
  if (targets.length === 0) {
    const guesses = inspection.inputs.filter((one) => placeOf(one) === place).length;
    return guesses > 0
      ? { tone: "warn", words: "Not sure: choose one, or leave it nowhere." }
      : { tone: "idle", words: "Nothing goes there yet." };
  }
  const offer = chosen?.offer;
  if (!offer) return { tone: "good", words: "As you say." };
  if (offer.confidence === "CERTAIN") return { tone: "good", words: `Sure: ${offer.reason}.` };
  if (offer.confidence === "LIKELY") return { tone: "wait", words: `Likely: ${offer.reason}.` };
  return { tone: "good", words: `As you say: ${offer.reason}.` };
}

function AddPlace({ left, onAdd }: { left: readonly Place[]; onAdd: (place: Place) => void }) {
  if (left.length === 0) return null;
  return (
    <div className="max-w-64">
      <ChoiceField
        label="Add what goes in"
        hideLabel
        value=""
        choices={[
          { value: "", label: "Add what goes in …" },
          ...left.map((place) => ({ value: place, label: PLACES[place] })),
        ]}
        onChange={({ currentTarget: { value } }) => {
          const place = left.find((one) => one === value);
          if (place) onAdd(place);
        }}
      />
    </div>
  );
}

function AddInput({ values, onAdd }: { values: readonly Choice[]; onAdd: (one: Choice) => void }) {
  if (values.length === 0) return null;
  return (
    <div className="max-w-64">
      <ChoiceField
        label="Add a value of a node"
        hideLabel
        value=""
        choices={[
          { value: "", label: "Add a value of a node …" },
          ...values.map(({ key, label }) => ({ value: key, label })),
        ]}
        onChange={({ currentTarget: { value } }) => {
          const one = values.find(({ key }) => key === value);
          if (one) onAdd(one);
        }}
      />
    </div>
  );
}
