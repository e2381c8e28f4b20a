import { type FormEvent, useState } from "react";
import type { Problem } from "@/graphql/act";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { ChoiceField, TextBox, TextField } from "@/ui/field";
import type { Settings } from "./acts";
import { RATES, SIZES, sizeOf, sizeText, withPresent } from "./format";

const START: Settings = { name: "", description: "", fps: "24", width: 1280, height: 720 };
const FORM = "project-settings";

type SettingsDialogProps = {
  open: boolean;
  onClose: () => void;
  title: string;
  description?: string;
  /** What stands in the fields at first; that of a new project if missing. */
  from?: Settings;
  button: string;
  /** Answers with what is wrong, or with nothing if it is done. */
  onSubmit: (settings: Settings) => Promise<readonly Problem[]>;
};

/** Name, words, size and rate of a project. */
export function SettingsDialog({ onSubmit, from = START, button, ...dialog }: SettingsDialogProps) {
  const [problems, setProblems] = useState<readonly Problem[]>([]);
  const [busy, setBusy] = useState(false);

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    setBusy(true);
    const wrong = await onSubmit(settingsOf(new FormData(event.currentTarget)));
    setBusy(false);
    setProblems(wrong);
    if (wrong.length === 0) dialog.onClose();
  }

  return (
    <Dialog
      {...dialog}
      onClose={() => {
        setProblems([]);
        dialog.onClose();
      }}
      footer={
        <>
          <Button onClick={dialog.onClose}>Cancel</Button>
          <Button type="submit" form={FORM} look="primary" disabled={busy}>
            {button}
          </Button>
        </>
      }
    >
      <form id={FORM} onSubmit={submit} className="flex flex-col gap-4">
        <Fields from={from} problems={problems} />
      </form>
    </Dialog>
  );
}

function Fields({ from, problems }: { from: Settings; problems: readonly Problem[] }) {
  const problemAt = (field: string) =>
    problems.find((problem) => problem.field?.at(-1) === field)?.message ?? null;
  const others = problems.filter(
    (problem) => !/^(name|description|fps|width|height)$/.test(problem.field?.at(-1) ?? ""),
  );
  return (
    <>
      {others.length > 0 ? (
        <p role="alert" className="rounded-md bg-bad-wash px-3 py-2 text-sm">
          {others.map((problem) => problem.message).join(" ")}
        </p>
      ) : null}
      <TextField
        label="Name"
        name="name"
        defaultValue={from.name}
        maxLength={200}
        required
        autoComplete="off"
        error={problemAt("name")}
      />
      <TextBox
        label="What it is about"
        name="description"
        defaultValue={from.description}
        error={problemAt("description")}
      />
      <div className="grid gap-4 sm:grid-cols-2">
        <ChoiceField
          label="Picture"
          name="size"
          defaultValue={sizeText(from)}
          choices={withPresent(SIZES, sizeText(from))}
          error={problemAt("width") ?? problemAt("height")}
        />
        <ChoiceField
          label="Frames a second"
          name="fps"
          defaultValue={from.fps}
          choices={withPresent(RATES, from.fps)}
          error={problemAt("fps")}
        />
      </div>
    </>
  );
}

function settingsOf(form: FormData): Settings {
  const text = (name: string) => String(form.get(name) ?? "");
  return {
    name: text("name").trim(),
    description: text("description").trim(),
    fps: text("fps"),
    ...sizeOf(text("size")),
  };
}
