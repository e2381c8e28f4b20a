import { type FormEvent, useState } from "react";
import { notices } from "@/actions/notices";
import { type Problem, useAct } from "@/graphql/act";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { TextField } from "@/ui/field";
import { AddEndpoint } from "./documents";

const FIELDS = ["name", "endpointId", "apiKey"];

/** Adds an endpoint of a RunPod account. The key is sealed by the studio and never shown again. */
export function AddRunPod({ onClose }: { onClose: () => void }) {
  const act = useAct();
  const [problems, setProblems] = useState<readonly Problem[]>([]);
  const [busy, setBusy] = useState(false);
  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = (name: string) => String(form.get(name) ?? "").trim();
    setBusy(true);
    const outcome = await act(AddEndpoint, {
      provider: "RUNPOD",
      name: text("name") || "RunPod",
      endpointId: text("endpointId"),
      apiKey: text("apiKey"),
    });
    setBusy(false);
    if (!outcome.ok) {
      setProblems(outcome.problems);
      return;
    }
    notices.say(
      `${outcome.payload.endpoint?.name ?? "The endpoint"} was added. Test it to see that it works.`,
    );
    onClose();
  }

  return (
    <Dialog
      open
      onClose={onClose}
      title="Add a RunPod endpoint"
      description="A serverless endpoint of your RunPod account that runs the StoryCanvas worker. Its GPUs are paid by the second, by your account, while they work."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit" form="add-endpoint" disabled={busy}>
            {busy ? "Adding …" : "Add"}
          </Button>
        </>
      }
    >
      <form id="add-endpoint" onSubmit={submit} className="flex flex-col gap-4">
        <Fields problems={problems} />
      </form>
    </Dialog>
  );
}

/** What is asked for, each with what was wrong with it. */
function Fields({ problems }: { problems: readonly Problem[] }) {
  const of = (field: string) =>
    problems.find((problem) => problem.field?.includes(field))?.message ?? null;
  const others = problems.filter(
    (problem) => !problem.field?.some((name) => FIELDS.includes(name)),
  );
  return (
    <>
      <TextField label="Name" name="name" placeholder="RunPod" maxLength={200} error={of("name")} />
      <TextField
        label="Endpoint id"
        name="endpointId"
        required
        autoComplete="off"
        spellCheck={false}
        hint="RunPod console, Serverless, your endpoint: the short code beside its name."
        error={of("endpointId")}
      />
      <TextField
        label="API key"
        name="apiKey"
        type="password"
        required
        autoComplete="off"
        hint="RunPod console, Settings, API keys. It is sealed here and never shown again."
        error={of("apiKey")}
      />
      {others.map((problem) => (
        <p key={problem.message} role="alert" className="text-sm text-bad">
          {problem.message}
        </p>
      ))}
    </>
  );
}
