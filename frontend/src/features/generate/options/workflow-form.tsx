import type { MediaKind } from "@/graphql/entities";
import { inputLabel, PLACES, type Workflow, type WorkflowInput } from "@/graphql/workflows";
import { ChoiceField, Suggestions, TextBox, TextField } from "@/ui/field";
import { NumberField } from "./number-field";
import { Slots } from "./slot";
import type { RecipeState } from "./use-recipe";
import { fieldsOf, slotsOf } from "./workflow";

type WorkflowFormProps = {
  workflow: Workflow;
  recipe: RecipeState;
  kinds: readonly MediaKind[];
  projectId: string;
};

/** What a workflow takes, each in a field of its type; what is left empty is as it has it. */
export function WorkflowForm({ workflow, recipe, kinds, projectId }: WorkflowFormProps) {
  const { value, change } = recipe;
  const values = value.workflowValues;
  const set = (name: string, one: unknown) =>
    change({ ...value, workflowValues: { ...values, [name]: one } });
  const slots = slotsOf(workflow, kinds);
  const fields = fieldsOf(workflow);
  const long = fields.filter(isLong);
  const text = (one: unknown) => (typeof one === "string" ? one : null);
  return (
    <>
      <p className="text-xs text-faint">{filledWords(workflow)}</p>
      {slots.length > 0 ? (
        <Slots
          legend="Pictures it needs"
          projectId={projectId}
          slots={slots.map((one) => ({
            id: one.name,
            label: inputLabel(one),
            takeId: text(values[one.name]),
          }))}
          onTake={set}
        />
      ) : null}
      {long.map((one) => (
        <TextBox
          key={one.name}
          label={inputLabel(one)}
          hint={one.place === "NEGATIVE_PROMPT" ? "In place of what the shots say." : undefined}
          rows={2}
          maxLength={10_000}
          placeholder={usualOf(one)}
          value={text(values[one.name]) ?? ""}
          onChange={({ currentTarget }) => set(one.name, currentTarget.value || null)}
        />
      ))}
      {fields.length > long.length ? (
        <div className="grid grid-cols-2 gap-3 sm:grid-cols-3">
          {fields
            .filter((one) => !isLong(one))
            .map((one) => (
              <InputField
                key={one.name}
                input={one}
                value={values[one.name]}
                models={recipe.stock.models.map(({ fileName }) => fileName)}
                onChange={(next) => set(one.name, next)}
              />
            ))}
        </div>
      ) : null}
    </>
  );
}

function isLong({ kind, place, default: usual }: WorkflowInput): boolean {
  if (kind !== "TEXT" || place === "MODEL") return false;
  return place !== null || (typeof usual === "string" && usual.length > 40);
}

const OF_SHOTS = ["PROMPT", "NEGATIVE_PROMPT", "SEED", "WIDTH", "HEIGHT", "FRAMES", "SECONDS"];

/** What each shot gives by itself. */
function filledWords({ inputs }: Workflow): string {
  const places = inputs.flatMap(({ place }) =>
    place && OF_SHOTS.includes(place) ? [PLACES[place].toLowerCase()] : [],
  );
  if (places.length === 0)
    return "Each shot gets the same: none of its inputs is for what a shot says.";
  return `Each shot gives it: ${places.join(", ")}. What is left empty below is as the shot or the workflow has it.`;
}

/** What is taken where nothing is said. */
function usualOf({ place, default: usual }: WorkflowInput): string {
  if (place === "NEGATIVE_PROMPT") return "";
  if (place === "WIDTH" || place === "HEIGHT") return "Film";
  if (place === "FRAMES" || place === "SECONDS") return "Shot";
  return usual === null || usual === undefined ? "" : String(usual).slice(0, 60);
}

type InputFieldProps = {
  input: WorkflowInput;
  value: unknown;
  models: readonly string[];
  onChange: (value: unknown) => void;
};

const LARGE = 1e12;

function InputField({ input, value, models, onChange }: InputFieldProps) {
  const { kind, place, choices, minimum, maximum } = input;
  // The list above it is called Model.
  const label = place === "MODEL" ? "Model file" : inputLabel(input);
  const usual = usualOf(input);
  if (kind === "INTEGER" || kind === "NUMBER") {
    return (
      <NumberField
        label={label}
        value={typeof value === "number" ? value : null}
        range={{
          low: minimum ?? -LARGE,
          high: maximum ?? LARGE,
          step: kind === "INTEGER" ? 1 : 0.01,
        }}
        usual={usual}
        onChange={onChange}
      />
    );
  }
  if (kind === "CHOICE" || kind === "BOOLEAN") {
    const all = kind === "CHOICE" ? choices : ["true", "false"];
    const words: Record<string, string> = { true: "Yes", false: "No" };
    const say = (one: string) => (kind === "BOOLEAN" ? (words[one] ?? one) : one);
    return (
      <ChoiceField
        label={label}
        value={value === null || value === undefined ? "" : String(value)}
        choices={[
          { value: "", label: usual ? `As it is: ${say(usual)}` : "As it is" },
          ...all.map((one) => ({ value: one, label: say(one) })),
        ]}
        onChange={({ currentTarget: { value: next } }) =>
          onChange(next === "" ? null : kind === "BOOLEAN" ? next === "true" : next)
        }
      />
    );
  }
  const list = place === "MODEL" ? "workflow-models" : undefined;
  return (
    <>
      <TextField
        label={label}
        list={list}
        maxLength={10_000}
        autoComplete="off"
        placeholder={usual}
        value={typeof value === "string" ? value : ""}
        onChange={({ currentTarget }) => onChange(currentTarget.value || null)}
      />
      {list ? <Suggestions id={list} names={models} /> : null}
    </>
  );
}
