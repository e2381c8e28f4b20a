import { useState } from "react";
import { useQuery } from "urql";
import { notices } from "@/actions/notices";
import { type Problem, useAct } from "@/graphql/act";
import type { Endpoint } from "@/graphql/entities";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { ChoiceField } from "@/ui/field";
import { plural } from "@/ui/words";
import { Wrong } from "@/ui/wrong";
import { DeleteEndpoint, EndpointsQuery } from "./documents";

type RemoveProps = { endpoint: Endpoint; onClose: () => void };

/** Removes an endpoint with its key, for good; what waits for it goes to another. */
export function RemoveEndpoint({ endpoint, onClose }: RemoveProps) {
  const act = useAct();
  const [to, setTo] = useState("");
  const [busy, setBusy] = useState(false);
  const [problems, setProblems] = useState<readonly Problem[]>([]);
  const { queueDepth, activeJobCount, name, id } = endpoint;
  // What waits may have changed since the card was read.
  const [{ data }] = useQuery({ query: EndpointsQuery, requestPolicy: "cache-and-network" });
  const all = data?.endpoints.nodes ?? [];
  const under = Math.max(0, activeJobCount - queueDepth);

  async function remove() {
    setBusy(true);
    const outcome = await act(DeleteEndpoint, { id, ...(to ? { migrateTo: to } : {}) });
    setBusy(false);
    if (!outcome.ok) return setProblems(outcome.problems);
    const moved = outcome.payload.movedCount;
    const went = moved > 0 ? ` ${plural(moved, "render")} moved to another.` : "";
    notices.say(`${name} was removed, with its key.${went}`);
    onClose();
  }

  return (
    <Dialog
      open
      onClose={onClose}
      title={`Remove ${name}?`}
      description="Its address and its key are gone for good. Takes that were made there stay."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            look="danger"
            disabled={busy || (queueDepth > 0 && to === "")}
            onClick={() => void remove()}
          >
            {busy ? "Removing …" : "Remove"}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        {under > 0 ? (
          <p className="text-sm text-soft">
            {plural(under, "render")} {under === 1 ? "is" : "are"} under way there, and cannot be
            taken elsewhere: let {under === 1 ? "it" : "them"} end, or cancel{" "}
            {under === 1 ? "it" : "them"} in the queue.
          </p>
        ) : null}
        {queueDepth > 0 ? <WhereTo {...{ endpoint, all }} value={to} onChange={setTo} /> : null}
        <Wrong problems={problems} />
      </div>
    </Dialog>
  );
}

type WhereToProps = {
  endpoint: Endpoint;
  all: readonly Endpoint[];
  value: string;
  onChange: (id: string) => void;
};

function WhereTo({ endpoint, all, value, onChange }: WhereToProps) {
  const others = all.filter(
    ({ id, enabled, availability }) => id !== endpoint.id && enabled && availability !== "RETIRED",
  );
  if (others.length === 0) {
    return (
      <p className="text-sm text-soft">
        {plural(endpoint.queueDepth, "render")} wait for it, and there is no other endpoint that is
        enabled. Add or enable one first, or cancel them in the queue.
      </p>
    );
  }
  return (
    <ChoiceField
      label={`Where ${plural(endpoint.queueDepth, "render")} that ${endpoint.queueDepth === 1 ? "waits goes" : "wait go"}`}
      hint="It must be able to make each of them, else nothing is done."
      value={value}
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
      choices={[
        { value: "", label: "Choose an endpoint", disabled: true },
        ...others.map(({ id, name }) => ({ value: id, label: name })),
      ]}
    />
  );
}
