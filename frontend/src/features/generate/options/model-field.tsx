import type { Model } from "@/graphql/catalogue";
import type { MediaKind } from "@/graphql/entities";
import { ChoiceField } from "@/ui/field";
import { fits, withModel, withWorkflow } from "./recipe";
import type { RecipeState, Stock } from "./use-recipe";
import { makes } from "./workflow";

type ModelFieldProps = {
  recipe: RecipeState;
  kinds: readonly MediaKind[];
  endpointId: string | null;
};

/** A model, any of a family with how it is sampled, or a workflow as it is. */
export function ModelField({ recipe, kinds, endpointId }: ModelFieldProps) {
  const { value, change, stock, family, workflow } = recipe;
  function choose(text: string) {
    const [kind, id = null] = text.split(":");
    if (kind === "workflow" && id) return change(withWorkflow(value, id));
    const model = kind === "model" ? stock.models.find((one) => one.id === id) : undefined;
    const next =
      kind === "model"
        ? { modelId: id, family: model?.family ?? null }
        : { modelId: null, family: kind === "family" ? id : null };
    change(withModel(value, next, stock.families, stock.presets));
  }
  const presets = stock.presets.filter((preset) => fits(preset, value));
  const usual = presets.find(({ isDefault }) => isDefault && family !== undefined);
  return (
    <div className="grid gap-3 sm:grid-cols-2">
      <ChoiceField
        label="Model"
        hint={
          workflow?.description || (placeHint(stock, value.modelId, endpointId) ?? family?.note)
        }
        value={chosenIn(value)}
        choices={[{ value: "", label: "The studio chooses" }]}
        onChange={(event) => choose(event.target.value)}
      >
        <Groups stock={stock} kinds={kinds} endpointId={endpointId} />
      </ChoiceField>
      {workflow ? (
        <p className="self-center text-xs text-soft">
          A workflow is rendered with as it is: presets, LoRAs and faces are for models.
        </p>
      ) : (
        <ChoiceField
          label="Preset"
          value={value.presetId ?? ""}
          onChange={(event) => change({ ...value, presetId: event.target.value || null })}
          choices={[
            { value: "", label: usual ? `The default: ${usual.name}` : "The default" },
            ...presets.map(({ id, name }) => ({ value: id, label: name })),
          ]}
        />
      )}
    </div>
  );
}

function chosenIn({ workflowId, modelId, family }: RecipeState["value"]): string {
  if (workflowId) return `workflow:${workflowId}`;
  if (modelId) return `model:${modelId}`;
  return family ? `family:${family}` : "";
}

/** Where a model is not, if it is not where it is wanted. */
function placeHint(stock: Stock, modelId: string | null, endpointId: string | null) {
  const model = stock.models.find(({ id }) => id === modelId);
  if (!model) return null;
  if (model.endpoints.length === 0) return "No endpoint has its file: a sketch is drawn at best.";
  if (endpointId && !isThere(model, endpointId)) return "The endpoint below does not have it.";
  return null;
}

function isThere(model: Model, endpointId: string | null): boolean {
  return endpointId === null
    ? model.endpoints.length > 0
    : model.endpoints.some(({ id }) => id === endpointId);
}

type GroupsProps = { stock: Stock; kinds: readonly MediaKind[]; endpointId: string | null };

/** The models of families that make what is wanted, those that are there first; then families. */
function Groups({ stock, kinds, endpointId }: GroupsProps) {
  const families = [...stock.families.values()].filter(({ kind }) => kinds.includes(kind));
  const ids = new Set(families.map(({ id }) => id));
  const models = stock.models.filter(({ family }) => family !== null && ids.has(family));
  const parts = [
    { label: "There to render", of: models.filter((model) => isThere(model, endpointId)) },
    { label: "Not there", of: models.filter((model) => !isThere(model, endpointId)) },
  ];
  const workflows = stock.workflows.filter((one) => makes(one, kinds));
  return (
    <>
      {parts.map(({ label, of }) =>
        of.length > 0 ? (
          <optgroup key={label} label={label}>
            {of.map(({ id, name, family }) => (
              <option key={id} value={`model:${id}`}>
                {name} ({stock.families.get(family ?? "")?.label ?? family})
              </option>
            ))}
          </optgroup>
        ) : null,
      )}
      <optgroup label="Any model of a family">
        {families.map(({ id, label }) => (
          <option key={id} value={`family:${id}`}>
            {label}
          </option>
        ))}
      </optgroup>
      {workflows.length > 0 ? (
        <optgroup label="Workflows">
          {workflows.map(({ id, name }) => (
            <option key={id} value={`workflow:${id}`}>
              {name}
            </option>
          ))}
        </optgroup>
      ) : null}
    </>
  );
}
