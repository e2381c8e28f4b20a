import { type FormEvent, useState } from "react";
import { useQuery } from "urql";
import type { Problem } from "@/graphql/act";
import { UNITS } from "@/graphql/money";
import type { ResultOf } from "@/graphql/tada";
import { KINDS, PROVIDERS } from "@/graphql/words";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { ChoiceField, TextField } from "@/ui/field";
import { dollars, microsOf, typedOf } from "@/ui/money";
import { Wrong, wrongAt } from "@/ui/wrong";
import { type Price, PriceChoices } from "./documents";
import { forWords } from "./price-words";
import type { MoneyActs, PriceDraft } from "./use-money-acts";

type PriceFormProps = {
  /** The one that is changed; a new one if null. */
  price: Price | null;
  acts: MoneyActs;
  onClose: () => void;
};

type Choices = ResultOf<typeof PriceChoices>;
type Unit = Price["unit"];
const WHOLE = [
  "coldStartSeconds",
  "idleSeconds",
  "typicalSeconds",
  "longestSeconds",
  "tokensPerTake",
] as const;

export function PriceForm({ price, acts, onClose }: PriceFormProps) {
  const [problems, setProblems] = useState<readonly Problem[]>([]);
  const [busy, setBusy] = useState(false);
  const [unit, setUnit] = useState<Unit>(price?.unit ?? "SECOND");
  const [gpu, setGpu] = useState("");
  const [{ data }] = useQuery({ query: PriceChoices, requestPolicy: "cache-and-network" });
  const published = data?.gpuPrices.find(({ name }) => name === gpu);

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const amount = microsOf(String(form.get("amount") ?? ""));
    if (amount === null)
      return setProblems([
        { code: "BAD_USER_INPUT", field: ["amount"], message: "An amount, such as 0.0011." },
      ]);
    const values = { unit, amount, ...textOf(form, "label"), ...numbersOf(form) };
    setBusy(true);
    const wrong = price
      ? await acts.changePrice(price, values)
      : await acts.createPrice({ ...values, ...fitsOf(form) });
    setBusy(false);
    setProblems(wrong);
    if (wrong.length === 0) onClose();
  }

  return (
    <Dialog
      open
      onClose={onClose}
      title={price ? `Price of ${forWords(price)}` : "Add a price"}
      description="Of US dollars. It holds for what is asked for from now on."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit" form="price" disabled={busy}>
            {busy ? "Saving …" : price ? "Save" : "Add price"}
          </Button>
        </>
      }
    >
      <form id="price" onSubmit={submit} className="flex flex-col gap-4">
        {price ? null : <Of choices={data} problems={problems} />}
        {price ? null : (
          <ChoiceField
            label="From RunPod's list"
            value={gpu}
            onChange={({ currentTarget }) => {
              setGpu(currentTarget.value);
              setUnit("SECOND");
            }}
            choices={[
              { value: "", label: "A price of your own" },
              ...(data?.gpuPrices ?? []).map(({ name, flexAmount }) => ({
                value: name,
                label: `${name}: ${dollars(flexAmount)} a second`,
              })),
            ]}
          />
        )}
        <Amount key={gpu} {...{ price, unit, problems }} published={published} onUnit={setUnit} />
        <Wrong problems={problems} beside={["amount", "model", "mostPixels", ...WHOLE]} />
      </form>
    </Dialog>
  );
}

type OfProps = { choices: Choices | undefined; problems: readonly Problem[] };

/** What it is the price of; nothing of it can be changed later. */
function Of({ choices, problems }: OfProps) {
  return (
    <div className="grid grid-cols-2 gap-3">
      <ChoiceField
        label="Where"
        name="where"
        defaultValue=""
        choices={[
          { value: "", label: "Anywhere" },
          ...(choices?.endpoints.nodes ?? []).map(({ id, name }) => ({ value: id, label: name })),
          ...Object.entries(PROVIDERS).map(([value, label]) => ({
            value: `provider ${value}`,
            label: `Any of ${label}`,
          })),
        ]}
      />
      <ChoiceField
        label="What it makes"
        name="kind"
        defaultValue=""
        choices={[
          { value: "", label: "Anything" },
          ...Object.entries(KINDS).map(([value, label]) => ({ value, label: `${label}s` })),
        ]}
      />
      <TextField
        label="Model"
        name="model"
        maxLength={200}
        placeholder="Any"
        error={wrongAt(problems, "model")}
      />
      <TextField
        label="Pixels at most"
        name="mostPixels"
        inputMode="numeric"
        placeholder="Any size"
        error={wrongAt(problems, "mostPixels")}
      />
    </div>
  );
}

type AmountProps = {
  price: Price | null;
  published: Choices["gpuPrices"][number] | undefined;
  unit: Unit;
  problems: readonly Problem[];
  onUnit: (unit: Unit) => void;
};

/** How much for what; a worker's start and waiting are paid as well. */
function Amount({ price, published, unit, problems, onUnit }: AmountProps) {
  const whole = (name: (typeof WHOLE)[number], label: string, value?: number | null) => (
    <TextField
      label={label}
      name={name}
      inputMode="numeric"
      defaultValue={value ?? ""}
      error={wrongAt(problems, name)}
    />
  );
  return (
    <>
      <div className="grid grid-cols-2 gap-3">
        <TextField
          label="Amount, $"
          name="amount"
          required
          inputMode="decimal"
          defaultValue={typedOf(price?.amount ?? published?.flexAmount ?? null)}
          error={wrongAt(problems, "amount")}
        />
        <ChoiceField
          label="Per"
          value={unit}
          onChange={({ currentTarget }) => onUnit(currentTarget.value as Unit)}
          choices={Object.entries(UNITS).map(([value, label]) => ({ value, label }))}
        />
      </div>
      {unit === "SECOND" ? (
        <div className="grid grid-cols-2 gap-3">
          {whole(
            "coldStartSeconds",
            "Start, seconds at most",
            price?.coldStartSeconds ?? published?.coldStartSeconds,
          )}
          {whole(
            "idleSeconds",
            "Idle after, seconds",
            price?.idleSeconds ?? published?.idleSeconds,
          )}
          {whole("typicalSeconds", "A take usually, seconds", price?.typicalSeconds)}
          {whole("longestSeconds", "A take at most, seconds", price?.longestSeconds)}
        </div>
      ) : null}
      {unit === "TOKEN"
        ? whole("tokensPerTake", "Tokens of a take at most", price?.tokensPerTake)
        : null}
      <TextField
        label="Note"
        name="label"
        maxLength={200}
        placeholder="RTX 4090, flex"
        defaultValue={price?.label ?? published?.name ?? ""}
      />
    </>
  );
}

function textOf(form: FormData, name: string) {
  const text = String(form.get(name) ?? "").trim();
  return text === "" ? {} : { [name]: text };
}

/** Digits alone, and only such as the graph can count. */
function numberOf(form: FormData, name: string): number | null {
  const text = String(form.get(name) ?? "").trim();
  return /^\d{1,9}$/.test(text) ? Number(text) : null;
}

function numbersOf(form: FormData) {
  return Object.fromEntries(
    WHOLE.flatMap((name) => {
      const value = numberOf(form, name);
      return value === null ? [] : [[name, value]];
    }),
  );
}

function fitsOf(form: FormData): PriceDraft {
  const where = String(form.get("where") ?? "");
  const provider = Object.keys(PROVIDERS).find((one) => where === `provider ${one}`);
  const kind = Object.keys(KINDS).find((one) => one === form.get("kind"));
  return {
    ...(provider
      ? { provider: provider as keyof typeof PROVIDERS }
      : where
        ? { endpointId: where }
        : {}),
    ...(kind ? { kind: kind as keyof typeof KINDS } : {}),
    ...textOf(form, "model"),
    mostPixels: numberOf(form, "mostPixels"),
  };
}
