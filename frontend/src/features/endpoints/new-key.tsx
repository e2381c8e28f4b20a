import { useState } from "react";
import { type Problem, useAct } from "@/graphql/act";
import type { Endpoint } from "@/graphql/entities";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Wrong } from "@/ui/wrong";
import { UpdateEndpoint } from "./documents";
import { type Made, MadeKey } from "./made-key";

/** Has a new key made for machines that ask for work; the old one is no longer taken. */
export function NewKey({ endpoint, onClose }: { endpoint: Endpoint; onClose: () => void }) {
  const act = useAct();
  const [made, setMade] = useState<Made | null>(null);
  const [busy, setBusy] = useState(false);
  const [problems, setProblems] = useState<readonly Problem[]>([]);

  async function make() {
    setBusy(true);
    const outcome = await act(UpdateEndpoint, { id: endpoint.id, generateKey: true });
    setBusy(false);
    if (!outcome.ok) return setProblems(outcome.problems);
    const { key, environment } = outcome.payload;
    if (key) setMade({ name: endpoint.name, key, environment });
    else onClose();
  }

  if (made) return <MadeKey made={made} onClose={onClose} />;
  return (
    <Dialog
      open
      onClose={onClose}
      title={`A new key for ${endpoint.name}?`}
      description="Machines with the old key are shut out at once. Start each of them again with the new one."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" disabled={busy} onClick={() => void make()}>
            {busy ? "Making …" : "Make a new key"}
          </Button>
        </>
      }
    >
      <Wrong problems={problems} />
    </Dialog>
  );
}
