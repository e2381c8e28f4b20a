import { type FormEvent, type ReactNode, useState } from "react";
import type { Problem } from "@/graphql/act";
import type { Endpoint } from "@/graphql/entities";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { ChoiceField, TextField } from "@/ui/field";
import { type Asked, isProvider, KINDS, type Provider, type Settings, settingsOf } from "./kinds";

const FORM = "endpoint";

export type Values = { name: string; settings: Settings };

type Kinds = {
  choices: readonly { value: Provider; label: string }[];
  onChange: (provider: Provider) => void;
};

type EndpointFormProps = {
  title: string;
  description?: ReactNode;
  /** What its button says, and while it is busy. */
  button: readonly [rest: string, busy: string];
  provider: Provider;
  /** Which there are to choose from; none of one that is changed. */
  kinds?: Kinds;
  /** The one that is changed; a new one if missing. */
  endpoint?: Endpoint;
  /** Answers with what is wrong; if it is done it goes on by itself. */
  onSubmit: (values: Values) => Promise<readonly Problem[]>;
  onClose: () => void;
};

/** What an endpoint is asked; of one that came with the studio the name alone. */
export function EndpointForm(props: EndpointFormProps) {
  const { endpoint, provider, kinds, button, onSubmit, onClose, ...dialog } = props;
  const [problems, setProblems] = useState<readonly Problem[]>([]);
  const [busy, setBusy] = useState(false);

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = (name: string) => String(form.get(name) ?? "").trim();
    setBusy(true);
    const settings = settingsOf(provider, text, endpoint);
    const wrong = await onSubmit({ name: text("name"), settings });
    setBusy(false);
    setProblems(wrong);
  }

  return (
    <Dialog
      {...dialog}
      open
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit" form={FORM} disabled={busy}>
            {button[busy ? 1 : 0]}
          </Button>
        </>
      }
    >
      <form id={FORM} onSubmit={submit} className="flex flex-col gap-4">
        {kinds ? <KindField provider={provider} kinds={kinds} /> : null}
        <Fields key={provider} provider={provider} endpoint={endpoint} problems={problems} />
      </form>
    </Dialog>
  );
}

function KindField({ provider, kinds }: { provider: Provider; kinds: Kinds }) {
  return (
    <ChoiceField
      label="Kind"
      name="provider"
      value={provider}
      choices={kinds.choices}
      onChange={({ currentTarget: { value } }) => {
        if (isProvider(value)) kinds.onChange(value);
      }}
    />
  );
}

type FieldsProps = {
  provider: Provider;
  endpoint: Endpoint | undefined;
  problems: readonly Problem[];
};

/** What is asked for, each with what was wrong with it. */
function Fields({ provider, endpoint, problems }: FieldsProps) {
  const asked = !endpoint || endpoint.isRemovable ? KINDS[provider].asked : [];
  const of = (field: string) =>
    problems.find((problem) => problem.field?.includes(field))?.message ?? null;
  const fields = ["name", ...asked.map(({ name }) => name)];
  const others = problems.filter(
    (problem) => !problem.field?.some((name) => fields.includes(name)),
  );
  return (
    <>
      <TextField
        label="Name"
        name="name"
        placeholder={KINDS[provider].label}
        defaultValue={endpoint?.name}
        required={endpoint !== undefined}
        maxLength={200}
        error={of("name")}
      />
      {asked.map((one) => (
        <AskedField key={one.name} asked={one} endpoint={endpoint} error={of(one.name)} />
      ))}
      {others.map((problem) => (
        <p key={problem.message} role="alert" className="text-sm text-bad">
          {problem.message}
        </p>
      ))}
    </>
  );
}

type AskedProps = { asked: Asked; endpoint: Endpoint | undefined; error: string | null };

function AskedField({ asked, endpoint, error }: AskedProps) {
  const { name, label, hint, choices, placeholder, required = false } = asked;
  const secret = name === "apiKey";
  const before = endpoint && name !== "apiKey" ? String(endpoint[name] ?? "") : "";
  const common = { name, label, hint, error, defaultValue: before };
  if (choices) return <ChoiceField {...common} choices={choices} />;
  const count = name === "concurrency" ? { type: "number", min: 1, max: 10_000 } : {};
  return (
    <TextField
      {...common}
      {...(secret ? { type: "password" } : count)}
      required={required && !(secret && endpoint)}
      autoComplete="off"
      spellCheck={false}
      placeholder={secret && endpoint?.hasKey ? "Unchanged" : placeholder}
    />
  );
}
