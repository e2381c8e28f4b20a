/** What a workflow is given for a render, besides what each shot gives it. */
import type { MediaKind } from "@/graphql/entities";
import { inputLabel, type Workflow, type WorkflowInput } from "@/graphql/workflows";

type Values = Readonly<Record<string, unknown>>;
type Kept = Pick<Workflow, "kind" | "inputs">;

/** Those that one can set: the prompt and the seed are of each shot and take. */
export function fieldsOf({ inputs }: Kept): WorkflowInput[] {
  return inputs.filter(
    ({ place, kind }) => place !== "PROMPT" && place !== "SEED" && kind !== "PICTURE",
  );
}

/** The pictures that it cannot do without; a video that waits for its still starts from that. */
export function slotsOf({ kind, inputs }: Kept, kinds: readonly MediaKind[]): WorkflowInput[] {
  const follows = kind === "VIDEO" && kinds.includes("IMAGE");
  return inputs.filter(
    (one) => one.kind === "PICTURE" && !(follows && one.place === "START_IMAGE"),
  );
}

/** Whether it can be asked for what is to be made. */
export function makes({ kind }: Pick<Workflow, "kind">, kinds: readonly MediaKind[]): boolean {
  return kinds.includes(kind);
}

/** What is still to be chosen, in words; empty if nothing. */
export function lacks(
  workflow: Kept,
  kinds: readonly MediaKind[],
  values: Values,
  count: number,
): string {
  const empty = slotsOf(workflow, kinds).find(({ name }) => typeof values[name] !== "string");
  if (empty) return `Choose a picture: ${inputLabel(empty).toLowerCase()}.`;
  const seeded = workflow.inputs.some(({ place }) => place === "SEED");
  if (count > 1 && !seeded) return "Without a seed it makes one take at a time.";
  const follows = workflow.kind === "VIDEO" && kinds.includes("IMAGE");
  if (follows && !workflow.inputs.some(({ place }) => place === "START_IMAGE")) {
    return "It has no place for the still: make only the video.";
  }
  return "";
}

/** Whether a value is of the type that the input takes: a workflow may have changed since. */
function fits({ kind, choices }: WorkflowInput, value: unknown): boolean {
  if (kind === "INTEGER" || kind === "NUMBER") return typeof value === "number";
  if (kind === "BOOLEAN") return typeof value === "boolean";
  if (kind === "CHOICE") return choices.some((one) => one === value);
  return typeof value === "string" && value !== "";
}

/** The part of a request that it is. */
export function workflowInput(
  workflow: Pick<Workflow, "id"> & Kept,
  kinds: readonly MediaKind[],
  values: Values,
) {
  const workflowInputs = [...fieldsOf(workflow), ...slotsOf(workflow, kinds)].flatMap((one) => {
    const value = values[one.name];
    return fits(one, value) ? [{ name: one.name, value }] : [];
  });
  return { workflowId: workflow.id, ...(workflowInputs.length > 0 ? { workflowInputs } : {}) };
}

/** Without the pictures: they are of one film. */
export function withoutPictures(values: Values): Values {
  return Object.fromEntries(
    Object.entries(values).filter(
      ([, value]) => !(typeof value === "string" && /^take_[0-9a-f]{32}$/.test(value)),
    ),
  );
}
