/** What can be done with workflows, each with its way back. */
import { useMemo } from "react";
import { history } from "@/actions/history";
import { notices } from "@/actions/notices";
import { type Act, type Problem, telling, useAct } from "@/graphql/act";
import { tellOf } from "@/graphql/live-catalogue";
import { useWish, type wishing } from "@/graphql/wish";
import type { Workflow } from "@/graphql/workflows";
import { fileName, saveFile } from "@/ui/save-file";
import { asBefore, type Binding, inputsOf } from "./bindings";
import {
  DeleteWorkflow,
  DuplicateWorkflow,
  ExportWorkflow,
  ImportWorkflow,
  Inspect,
  type Inspection,
  InstantiateTemplate,
  RestoreWorkflow,
  UpdateWorkflow,
} from "./changes";

export type Draft = {
  name: string;
  description: string;
  category: Workflow["category"];
  /** The node that saves the result; null while it is to be said. */
  output: string | null;
  bindings: readonly Binding[];
};

type Named = Pick<Workflow, "id" | "name">;
type Wish = ReturnType<typeof wishing>;
type Looked = { inspection: Inspection } | { problems: readonly Problem[] };

export function useWorkflowActs() {
  const plain = useAct();
  const plainWish = useWish();
  return useMemo(() => {
    const tell = () => tellOf("workflows");
    const act = telling(plain, tell);
    const wish = telling(plainWish, tell);
    return {
      /** Looks into a file; nothing is kept. */
      look: (text: string, endpointId: string | null) => look(plain, text, endpointId),
      textOf: (workflow: Named) => textOf(plain, workflow),
      /** Answers with what is wrong, or calls `done`. */
      bringIn: (text: string, draft: Draft, endpointId: string | null, done: Done) =>
        bringIn(act, wish, { text, draft, endpointId }, done),
      /** Another file, other inputs or other words; answers with what is wrong. */
      change: (workflow: Workflow, draft: Draft, text: string | null, endpointId: string | null) =>
        change(act, workflow, { draft, text, endpointId }),
      instantiate: (templateId: string, name: string, values: Values, done: Done) =>
        instantiate(act, wish, { templateId, name, values }, done),
      duplicate: (workflow: Named, done: Done) => duplicate(act, wish, workflow, done),
      remove: (workflow: Named) =>
        history.do({
          label: `Deleted “${workflow.name}”`,
          run: () => act(DeleteWorkflow, { id: workflow.id }),
          undo: () => act(RestoreWorkflow, { id: workflow.id }),
        }),
      save: (workflow: Named) => save(plain, workflow),
    };
  }, [plain, plainWish]);
}

export type WorkflowActs = ReturnType<typeof useWorkflowActs>;
type Done = (id: string) => void;
export type Values = Readonly<Record<string, unknown>>;

async function look(act: Act, text: string, endpointId: string | null): Promise<Looked> {
  const outcome = await act(Inspect, { document: text, ...(endpointId ? { endpointId } : {}) });
  if (!outcome.ok) return { problems: outcome.problems };
  const { inspection } = outcome.payload;
  return inspection ? { inspection } : { problems: [] };
}

/** Its graph as it is now, for ComfyUI; null where it cannot be had. */
async function textOf(act: Act, { id }: Pick<Named, "id">): Promise<string | null> {
  const outcome = await act(ExportWorkflow, { id });
  return outcome.ok ? outcome.payload.text : null;
}

/** What was made already, to be taken back and made again. */
function made(act: Act, label: string, id: string): Promise<void> {
  return history.done({
    label,
    run: () => act(RestoreWorkflow, { id }),
    undo: () => act(DeleteWorkflow, { id }),
  });
}

type Given = { text: string; draft: Draft; endpointId: string | null };

async function bringIn(act: Act, wish: Wish, given: Given, done: Done) {
  const outcome = await wish(
    ImportWorkflow,
    { ...saidOf(given.draft), document: given.text, ...asked(given.endpointId) },
    { quiet: true },
  );
  if (!outcome.ok) return outcome.problems;
  const { workflow } = outcome.payload;
  if (!workflow) return [];
  await made(act, `Brought in “${workflow.name}”`, workflow.id);
  done(workflow.id);
  return [];
}

function saidOf({ name, description, category, output, bindings }: Draft) {
  return {
    ...{ name, description, category },
    inputs: inputsOf(bindings),
    ...(output ? { outputNodeId: output } : {}),
  };
}

const asked = (endpointId: string | null) => (endpointId ? { endpointId } : {});

type Edit = { draft: Draft; text: string | null; endpointId: string | null };

/** Undone, it has the file and the inputs of before, as one more revision. */
async function change(
  act: Act,
  before: Workflow,
  { draft, text, endpointId }: Edit,
): Promise<readonly Problem[]> {
  const source = text === null ? null : await textOf(act, before);
  const inputs = inputsOf(asBefore(before.inputs));
  const old = { inputs, outputNodeId: before.outputNodeId };
  const said = saidOf(draft);
  const isOther = text !== null || !same(said, old);
  const { name, description, category } = said;
  const to = {
    ...{ name, description, category },
    ...(isOther ? said : {}),
    ...(text === null ? {} : { document: text }),
    ...asked(endpointId),
  };
  const back = {
    ...{ name: before.name, description: before.description, category: before.category },
    ...(isOther ? old : {}),
    ...(source === null ? {} : { document: source }),
  };
  let expectedVersion = before.version;
  async function turn(input: typeof to | typeof back) {
    const outcome = await act(UpdateWorkflow, { id: before.id, expectedVersion, ...input });
    expectedVersion = outcome.payload?.workflow?.version ?? expectedVersion;
    return outcome;
  }
  const outcome = await turn(to);
  if (!outcome.ok) return outcome.problems;
  await history.done({
    label: `Changed “${draft.name}”`,
    run: () => turn(to),
    undo: () => turn(back),
  });
  return [];
}

type Content = { inputs: ReturnType<typeof inputsOf>; outputNodeId?: string };

/** Whether the inputs and the output are as they were: then it is no new revision. */
function same(one: Content, other: Content): boolean {
  const said = ({ inputs, outputNodeId }: Content) => JSON.stringify([inputs, outputNodeId]);
  return said(one) === said(other);
}

type Template = { templateId: string; name: string; values: Values };

async function instantiate(act: Act, wish: Wish, given: Template, done: Done) {
  const { templateId, name, values } = given;
  const parameters = Object.entries(values).map(([key, value]) => ({ name: key, value }));
  const outcome = await wish(
    InstantiateTemplate,
    { templateId, parameters, ...(name ? { name } : {}) },
    { quiet: true },
  );
  if (!outcome.ok) return outcome.problems;
  const { workflow } = outcome.payload;
  if (!workflow) return [];
  await made(act, `Made “${workflow.name}” from a template`, workflow.id);
  done(workflow.id);
  return [];
}

async function duplicate(act: Act, wish: Wish, workflow: Named, done: Done) {
  const outcome = await wish(DuplicateWorkflow, { id: workflow.id });
  const copy = outcome.payload?.workflow;
  if (!outcome.ok || !copy) return;
  await made(act, `Duplicated “${workflow.name}”`, copy.id);
  done(copy.id);
}

/** As a file of this browser's downloads. */
async function save(act: Act, workflow: Named): Promise<void> {
  const outcome = await act(ExportWorkflow, { id: workflow.id });
  if (!outcome.ok || !outcome.payload.text) {
    notices.problems(outcome.ok ? [] : outcome.problems, () => void save(act, workflow));
    return;
  }
  const name = `${fileName(workflow.name, "workflow")}.json`;
  saveFile(name, outcome.payload.text, "application/json");
  notices.say(`Saved ${name}: ComfyUI opens it, and so does another studio.`);
}
