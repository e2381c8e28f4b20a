import { type FormEvent, type ReactNode, useState } from "react";
import type { Problem } from "@/graphql/act";
import type { Endpoint } from "@/graphql/entities";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { TextField } from "@/ui/field";

const FORM = "endpoint";
const FIELDS = ["name", "endpointId", "apiKey"];

export type Values = { name: string; endpointId: string; apiKey: string };

type EndpointFormProps = {
  title: string;
  description?: ReactNode;
  /** What its button says, and while it is busy. */
  button: readonly [rest: string, busy: string];
  /** The one that is changed; a new one if missing. */
  endpoint?: Endpoint;
  /** Answers with what is wrong, or with nothing if it is done. */
  onSubmit: (values: Values) => Promise<readonly Problem[]>;
  onClose: () => void;
};

/** Name, id and key of an endpoint; of one that came with the studio the name alone. */
export function EndpointForm(props: EndpointFormProps) {
  const { endpoint, button, onSubmit, onClose, ...dialog } = props;
  const [problems, setProblems] = useState<readonly Problem[]>([]);
  const [busy, setBusy] = useState(false);

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = (name: string) => String(form.get(name) ?? "").trim();
    setBusy(true);
    const wrong = await onSubmit({
      name: text("name"),
      endpointId: text("endpointId"),
      apiKey: text("apiKey"),
    });
    setBusy(false);
    setProblems(wrong);
    if (wrong.length === 0) onClose();
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
        <Fields endpoint={endpoint} problems={problems} />
      </form>
    </Dialog>
  );
}

type FieldsProps = { endpoint: Endpoint | undefined; problems: readonly Problem[] };

/** What is asked for, each with what was wrong with it. */
function Fields({ endpoint, problems }: FieldsProps) {
  const of = (field: string) =>
    problems.find((problem) => problem.field?.includes(field))?.message ?? null;
  const others = problems.filter(
    (problem) => !problem.field?.some((name) => FIELDS.includes(name)),
  );
  const isNew = !endpoint;
  return (
    <>
      <TextField
        label="Name"
        name="name"
        placeholder="RunPod"
        defaultValue={endpoint?.name}
        required={!isNew}
        maxLength={200}
        error={of("name")}
      />
      {isNew || endpoint.isRemovable ? (
        <>
          <TextField
            label="Endpoint id"
            name="endpointId"
            defaultValue={endpoint?.endpointId ?? ""}
            required={isNew}
            autoComplete="off"
            spellCheck={false}
            hint="RunPod console, Serverless, your endpoint: the short code beside its name."
            error={of("endpointId")}
          />
          <TextField
            label="API key"
            name="apiKey"
            type="password"
            required={isNew}
            autoComplete="off"
            placeholder={endpoint?.hasKey ? "Unchanged" : ""}
            hint="RunPod console, Settings, API keys. It is sealed here and never shown again."
            error={of("apiKey")}
          />
        </>
      ) : null}
      {others.map((problem) => (
        <p key={problem.message} role="alert" className="text-sm text-bad">
          {problem.message}
        </p>
      ))}
    </>
  );
}
