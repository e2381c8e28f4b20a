import { type FormEvent, useState } from "react";
import { useQuery } from "urql";
import type { Problem } from "@/graphql/act";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { ChoiceField, TextField } from "@/ui/field";
import { microsOf } from "@/ui/money";
import { Wrong, wrongAt } from "@/ui/wrong";
import { PriceChoices, ScopesQuery } from "./documents";
import type { MoneyActs } from "./use-money-acts";

type BillFormProps = { acts: MoneyActs; onClose: () => void };

/** What a provider billed that no attempt accounts for. */
export function BillForm({ acts, onClose }: BillFormProps) {
  const [problems, setProblems] = useState<readonly Problem[]>([]);
  const [busy, setBusy] = useState(false);

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = (name: string) => String(form.get(name) ?? "").trim();
    const amount = microsOf(text("amount"));
    if (amount === null)
      return setProblems([
        { code: "BAD_USER_INPUT", field: ["amount"], message: "An amount, such as 12.40." },
      ]);
    setBusy(true);
    const wrong = await acts.recordBill({
      amount,
      at: `${text("day")}T12:00:00Z`,
      note: text("note"),
      endpointId: text("endpoint") || null,
      projectId: text("project") || null,
    });
    setBusy(false);
    setProblems(wrong);
    if (wrong.length === 0) onClose();
  }

  return (
    <Dialog
      open
      onClose={onClose}
      title="Record a bill"
      description="What a provider billed that no render here accounts for. It counts in budgets, and cannot be taken back."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit" form="bill" disabled={busy}>
            {busy ? "Recording …" : "Record"}
          </Button>
        </>
      }
    >
      <form id="bill" onSubmit={submit} className="flex flex-col gap-4">
        <Fields problems={problems} />
        <Wrong problems={problems} beside={["amount", "at", "note"]} />
      </form>
    </Dialog>
  );
}

function Fields({ problems }: { problems: readonly Problem[] }) {
  const [today] = useState(() => new Date().toISOString().slice(0, 10));
  const [choices] = useQuery({ query: PriceChoices });
  const [scopes] = useQuery({ query: ScopesQuery });
  return (
    <>
      <div className="grid grid-cols-2 gap-3">
        <TextField
          label="Amount, $"
          name="amount"
          required
          inputMode="decimal"
          error={wrongAt(problems, "amount")}
        />
        <TextField
          label="Day (UTC)"
          name="day"
          type="date"
          required
          defaultValue={today}
          error={wrongAt(problems, "at")}
        />
        <ChoiceField
          label="Endpoint"
          name="endpoint"
          choices={[
            { value: "", label: "None of these" },
            ...(choices.data?.endpoints.nodes ?? []).map(({ id, name }) => ({
              value: id,
              label: name,
            })),
          ]}
        />
        <ChoiceField
          label="Project"
          name="project"
          choices={[
            { value: "", label: "Unassigned" },
            ...(scopes.data?.projects.nodes ?? []).map(({ id, name }) => ({
              value: id,
              label: name,
            })),
          ]}
        />
      </div>
      <TextField
        label="Note"
        name="note"
        maxLength={1000}
        placeholder="A worker that was left running"
        error={wrongAt(problems, "note")}
      />
    </>
  );
}
