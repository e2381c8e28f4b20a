import { useEffect, useEffectEvent, useState } from "react";
import type { Problem } from "@/graphql/act";
import type { Workflow } from "@/graphql/workflows";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Skeleton } from "@/ui/status";
import { begin as offered } from "./bindings";
import type { Inspection } from "./changes";
import { type GivenFile, PickFile } from "./pick-file";
import { missing, Review } from "./review";
import type { Draft, WorkflowActs } from "./use-workflow-acts";
import { categoryFor, nameIn } from "./words";

/** A new one, another file for one that there is, or other inputs of the same. */
export type Task =
  | { kind: "new"; file?: GivenFile }
  | { kind: "again" | "edit"; workflow: Workflow };

type ImportDialogProps = {
  task: Task;
  acts: WorkflowActs;
  onMade: (id: string) => void;
  onClose: () => void;
};

type Looked = { file: GivenFile; inspection: Inspection; endpointId: string | null };

/** From a file to a workflow: what it seems to take is looked over before anything is kept. */
export function ImportDialog(props: ImportDialogProps) {
  const { task, onClose } = props;
  const { looked, busy, problems, look, draft, change, lacks, saving, wrong, submit } =
    useImport(props);
  const isNew = task.kind === "new";
  const of = looked ? SAID[task.kind] : "As ComfyUI saves it, or as “Export (API)” writes it.";
  return (
    <Dialog
      open
      wide
      onClose={onClose}
      title={titleOf(task)}
      description={of}
      footer={
        <>
          {lacks ? <p className="mr-auto text-sm text-soft">{lacks}</p> : null}
          <Button onClick={onClose}>Cancel</Button>
          <Button
            look="primary"
            type="submit"
            form="workflow"
            disabled={!draft || saving || lacks !== ""}
          >
            {saving ? "Saving …" : isNew ? "Bring it in" : "Save"}
          </Button>
        </>
      }
    >
      {looked && draft ? (
        <form
          id="workflow"
          onSubmit={(event) => {
            event.preventDefault();
            void submit();
          }}
        >
          <Review
            inspection={looked.inspection}
            draft={draft}
            problems={wrong}
            busy={busy}
            onChange={change}
            onAsk={task.kind === "edit" ? null : (id) => void look(looked.file, id)}
          />
        </form>
      ) : task.kind === "edit" && problems.length === 0 ? (
        <Skeleton className="h-64" />
      ) : (
        <PickFile busy={busy} problems={problems} onFile={(file) => void look(file, null)} />
      )}
    </Dialog>
  );
}

function useImport({ task, acts, onMade, onClose }: ImportDialogProps) {
  const [changed, change] = useState<Draft | null>(null);
  const looking = useLooking(task, acts, () => change(null));
  const { looked } = looking;
  const [wrong, setWrong] = useState<readonly Problem[]>([]);
  const [saving, setSaving] = useState(false);
  const draft = looked && (changed ?? draftOf(task, looked));
  const lacks = looked && draft ? missing(draft, looked.inspection) : "";

  async function submit() {
    if (!looked || !draft || lacks || saving) return;
    setSaving(true);
    const { file, endpointId } = looked;
    const text = task.kind === "again" ? file.text : null;
    const said =
      task.kind === "new"
        ? await acts.bringIn(file.text, draft, endpointId, onMade)
        : await acts.change(task.workflow, draft, text, endpointId);
    setSaving(false);
    setWrong(said);
    if (said.length === 0) onClose();
  }
  return { ...looking, draft, change, lacks, saving, wrong, submit };
}

const SAID = {
  new: "What goes into it is taken from each shot. Look it over; nothing is kept yet.",
  again: "Renders that were asked for keep to the revision of before.",
  edit: "Renders that were asked for keep to the revision of before.",
};

function titleOf(task: Task): string {
  if (task.kind === "new") return "Bring in a workflow";
  const name = `“${task.workflow.name}”`;
  return task.kind === "again" ? `Another file for ${name}` : `Edit ${name}`;
}

type Found = Looked | { problems: readonly Problem[] };

async function lookInto(acts: WorkflowActs, file: GivenFile, endpointId: string | null) {
  const found = await acts.look(file.text, endpointId);
  return "problems" in found ? found : { file, endpointId, inspection: found.inspection };
}

/** What is looked into by itself; null where a file is still to be given. */
async function firstOf(task: Task, acts: WorkflowActs): Promise<Found | null> {
  if (task.kind === "new") return task.file ? lookInto(acts, task.file, null) : null;
  if (task.kind === "again") return null;
  const text = await acts.textOf(task.workflow);
  if (text === null) return { problems: [GONE] };
  const found = await lookInto(acts, { name: task.workflow.name, text }, null);
  // What it takes is confirmed: nothing is to be guessed.
  return "problems" in found
    ? found
    : { ...found, inspection: { ...found.inspection, inputs: [] } };
}

function useLooking(task: Task, acts: WorkflowActs, onLooked: () => void) {
  const [looked, setLooked] = useState<Looked | null>(null);
  const [busy, setBusy] = useState(task.kind === "edit" || (task.kind === "new" && !!task.file));
  const [problems, setProblems] = useState<readonly Problem[]>([]);

  function take(found: Found): void {
    setBusy(false);
    setProblems("problems" in found ? found.problems : []);
    if ("problems" in found) return;
    setLooked(found);
    onLooked();
  }
  const begin = useEffectEvent(take);
  useEffect(() => {
    let over = false;
    void firstOf(task, acts).then((found) => {
      if (found && !over) begin(found);
    });
    return () => {
      over = true;
    };
  }, [task, acts]);

  async function look(file: GivenFile, endpointId: string | null): Promise<void> {
    setBusy(true);
    take(await lookInto(acts, file, endpointId));
  }
  return { looked, busy, problems, look };
}

const GONE: Problem = {
  code: "UNAVAILABLE",
  field: null,
  message: "The workflow could not be read. Close this and try again.",
};

/** What is offered to be confirmed. */
function draftOf(task: Task, { file, inspection }: Looked): Draft {
  const sure = inspection.outputs.filter(({ confidence }) => confidence === "CERTAIN");
  const outputs = sure.length > 0 ? sure : inspection.outputs;
  const [only] = outputs;
  const output = only && outputs.length === 1 ? only.nodeId : null;
  if (task.kind === "new") {
    const bindings = offered(inspection);
    const kind = only?.kind ?? "IMAGE";
    return {
      ...nameIn(file.text, file.name),
      category: categoryFor(kind, bindings),
      output,
      bindings,
    };
  }
  const { name, description, category, inputs, outputNodeId } = task.workflow;
  const stays = inspection.outputs.some(({ nodeId }) => nodeId === outputNodeId);
  return {
    ...{ name, description, category },
    output: stays ? outputNodeId : output,
    bindings: offered(inspection, inputs, task.kind === "edit"),
  };
}
