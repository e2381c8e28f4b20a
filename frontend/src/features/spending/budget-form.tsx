import { type FormEvent, useState } from "react";
import { useQuery } from "urql";
import type { Problem } from "@/graphql/act";
import type { Budget } from "@/graphql/money";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { ChoiceField, TextField } from "@/ui/field";
import { microsOf, typedOf } from "@/ui/money";
import { Wrong, wrongAt } from "@/ui/wrong";
import { whoseWords } from "./budget-words";
import { ScopesQuery } from "./documents";
import type { MoneyActs } from "./use-money-acts";

type Scope = Budget["scope"];
type Period = Budget["period"];

const PERIODS: readonly { value: Period; label: string }[] = [
  { value: "MONTH", label: "A month" },
  { value: "DAY", label: "A day" },
  { value: "TOTAL", label: "In all" },
];

type BudgetFormProps = {
  /** The one that is changed; a new one if null. */
  budget: Budget | null;
  budgets: readonly Budget[];
  acts: MoneyActs;
  onClose: () => void;
};

export function BudgetForm({ budget, budgets, acts, onClose }: BudgetFormProps) {
  const [problems, setProblems] = useState<readonly Problem[]>([]);
  const [busy, setBusy] = useState(false);
  const [whose, setWhose] = useState(`${budget?.scope ?? "WORKSPACE"} `);
  const [period, setPeriod] = useState<Period>(budget?.period ?? "MONTH");
  const [scope, scopeId] = partsOf(whose);
  const before = budget ?? budgets.find((one) => isOf(one, scope, scopeId, period)) ?? null;

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const hard = limitOf(form, "hardLimit");
    const soft = limitOf(form, "softLimit");
    const wrong = [hard.wrong, soft.wrong].filter((one) => one !== null);
    if (wrong.length > 0) return setProblems(wrong);
    const of = budget
      ? { scope: budget.scope, scopeId: budget.project?.id ?? budget.account?.id ?? null }
      : { scope, scopeId };
    setBusy(true);
    const limits = { hardLimit: hard.micros, softLimit: soft.micros };
    const told = await acts.setBudget({ ...of, period, ...limits }, before);
    setBusy(false);
    setProblems(told);
    if (told.length === 0) onClose();
  }

  return (
    <Dialog
      open
      onClose={onClose}
      title={budget ? `Budget of ${whoseWords(budget)}` : "Set a budget"}
      description="Days and months are of UTC. What is held for renders under way counts as spent."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit" form="budget" disabled={busy}>
            {busy ? "Saving …" : "Set budget"}
          </Button>
        </>
      }
    >
      <form id="budget" onSubmit={submit} className="flex flex-col gap-4">
        {budget ? null : (
          <div className="grid grid-cols-[1fr_9rem] gap-3">
            <Whose value={whose} onChange={setWhose} />
            <ChoiceField
              label="For"
              choices={PERIODS}
              value={period}
              onChange={({ currentTarget }) => setPeriod(currentTarget.value as Period)}
            />
          </div>
        )}
        {before && !budget ? (
          <p className="text-sm text-soft">There is one already: these are its limits.</p>
        ) : null}
        <div key={before?.id ?? "new"} className="grid grid-cols-2 gap-3">
          <TextField
            label="Hard limit, $"
            name="hardLimit"
            inputMode="decimal"
            placeholder="None"
            defaultValue={typedOf(before?.hardLimit ?? null)}
            hint="Never gone over."
            error={wrongAt(problems, "hardLimit")}
          />
          <TextField
            label="Soft limit, $"
            name="softLimit"
            inputMode="decimal"
            placeholder="None"
            defaultValue={typedOf(before?.softLimit ?? null)}
            hint="Gone over if confirmed."
            error={wrongAt(problems, "softLimit")}
          />
        </div>
        <Wrong problems={problems} beside={["hardLimit", "softLimit"]} />
      </form>
    </Dialog>
  );
}

function limitOf(form: FormData, field: string) {
  const text = String(form.get(field) ?? "").trim();
  const micros = microsOf(text);
  const wrong = { code: "BAD_USER_INPUT", field: [field], message: "An amount, such as 25.00." };
  return { micros, wrong: text === "" || micros !== null ? null : wrong };
}

/** "PROJECT id" as its scope and whose it is. */
function partsOf(whose: string): [Scope, string | null] {
  const [scope = "", id = ""] = whose.split(" ");
  return [scope === "PROJECT" || scope === "ACCOUNT" ? scope : "WORKSPACE", id || null];
}

function isOf(budget: Budget, scope: Scope, scopeId: string | null, period: Period): boolean {
  const id = budget.project?.id ?? budget.account?.id ?? null;
  return budget.scope === scope && budget.period === period && id === scopeId;
}

type WhoseProps = { value: string; onChange: (whose: string) => void };

function Whose({ value, onChange }: WhoseProps) {
  const [{ data }] = useQuery({ query: ScopesQuery, requestPolicy: "cache-and-network" });
  const people = new Map<string, string>();
  if (data) people.set(data.viewer.account.id, `${data.viewer.account.name} (you)`);
  for (const { key, name } of data?.spendingReport?.rows ?? [])
    if (key && !people.has(key)) people.set(key, name);
  return (
    <ChoiceField
      label="Whose"
      value={value}
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
      choices={[
        { value: "WORKSPACE ", label: "The whole workspace" },
        ...(data?.projects.nodes ?? []).map(({ id, name }) => ({
          value: `PROJECT ${id}`,
          label: `Project: ${name}`,
        })),
        ...[...people].map(([id, name]) => ({ value: `ACCOUNT ${id}`, label: `Person: ${name}` })),
      ]}
    />
  );
}
