import { type FormEvent, useState } from "react";
import { type Problem, useAct } from "@/graphql/act";
import type { Endpoint } from "@/graphql/entities";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { TextField } from "@/ui/field";
import { UpdateEndpoint } from "./documents";

/** The name of an endpoint and, of one that was added here, its id and key. */
export function EditEndpoint({ endpoint, onClose }: { endpoint: Endpoint; onClose: () => void }) {
  const act = useAct();
  const [problems, setProblems] = useState<readonly Problem[]>([]);
  const [busy, setBusy] = useState(false);

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = (name: string) => String(form.get(name) ?? "").trim();
    setBusy(true);
    const outcome = await act(UpdateEndpoint, {
      id: endpoint.id,
      expectedVersion: endpoint.version,
      name: text("name"),
      ...(endpoint.isRemovable && text("endpointId") ? { endpointId: text("endpointId") } : {}),
      ...(endpoint.isRemovable && text("apiKey") ? { apiKey: text("apiKey") } : {}),
    });
    setBusy(false);
    if (outcome.ok) onClose();
    else setProblems(outcome.problems);
  }

  return (
    <Dialog
      open
      onClose={onClose}
      title={`Edit ${endpoint.name}`}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit" form="edit-endpoint" disabled={busy}>
            Save
          </Button>
        </>
      }
    >
      <form id="edit-endpoint" onSubmit={submit} className="flex flex-col gap-4">
        <TextField label="Name" name="name" defaultValue={endpoint.name} required maxLength={200} />
        {endpoint.isRemovable ? (
          <>
            <TextField
              label="Endpoint id"
              name="endpointId"
              defaultValue={endpoint.endpointId ?? ""}
              spellCheck={false}
            />
            <TextField
              label="API key"
              name="apiKey"
              type="password"
              autoComplete="off"
              placeholder={endpoint.hasKey ? "Unchanged" : ""}
            />
          </>
        ) : null}
        {problems.map((problem) => (
          <p key={problem.message} role="alert" className="text-sm text-bad">
            {problem.message}
          </p>
        ))}
      </form>
    </Dialog>
  );
}
