import { type FormEvent, useState } from "react";
import { notices } from "@/actions/notices";
import type { Problem } from "@/graphql/act";
import type { Family } from "@/graphql/catalogue";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { ChoiceField, TextField } from "@/ui/field";
import { listed } from "@/ui/words";
import { Wrong, wrongAt } from "@/ui/wrong";
import type { WholeModel } from "./documents";
import type { ModelActs } from "./use-model-acts";

type CorrectProps = {
  model: WholeModel;
  families: ReadonlyMap<string, Family>;
  acts: ModelActs;
  onClose: () => void;
};

/** What the catalogue says of a model, to be corrected. */
export function Correct({ model, families, acts, onClose }: CorrectProps) {
  const [problems, setProblems] = useState<readonly Problem[]>([]);
  const [busy, setBusy] = useState(false);
  async function save(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = (name: string) => String(form.get(name) ?? "").trim();
    const family = text("family");
    setBusy(true);
    const wrong = await acts.correct(model, {
      name: text("name"),
      tags: listed(text("tags")),
      triggerWords: listed(text("triggerWords")),
      nsfw: form.get("nsfw") === "on",
      ...(family ? { family } : {}),
    });
    setBusy(false);
    setProblems(wrong);
    if (wrong.length > 0) return;
    notices.say(`“${text("name")}” is corrected.`);
    onClose();
  }
  return (
    <Dialog
      open
      onClose={onClose}
      title={`Correct ${model.name}`}
      description="What the catalogue says, for everybody in this workspace. The file stays as it is."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit" form="correct" disabled={busy}>
            {busy ? "Saving …" : "Save"}
          </Button>
        </>
      }
    >
      <form id="correct" onSubmit={save} className="flex flex-col gap-4">
        <Fields model={model} families={families} problems={problems} />
        <Wrong problems={problems} beside={["name", "family", "tags", "triggerWords"]} />
      </form>
    </Dialog>
  );
}

type FieldsProps = Pick<CorrectProps, "model" | "families"> & { problems: readonly Problem[] };

function Fields({ model, families, problems }: FieldsProps) {
  const of = (field: string) => wrongAt(problems, field);
  return (
    <>
      <TextField
        label="Name"
        name="name"
        required
        maxLength={200}
        defaultValue={model.name}
        error={of("name")}
      />
      <ChoiceField
        label="Family"
        name="family"
        defaultValue={model.family ?? ""}
        hint={model.familyCertain ? null : "Guessed from the file's name until you say it."}
        error={of("family")}
        choices={[
          ...(model.family ? [] : [{ value: "", label: "Not known" }]),
          ...[...families.values()].map(({ id, label }) => ({ value: id, label })),
        ]}
      />
      <TextField
        label="Tags"
        name="tags"
        hint="With commas between."
        defaultValue={model.tags.join(", ")}
        error={of("tags")}
      />
      <TextField
        label="Trigger words"
        name="triggerWords"
        hint="What a prompt needs, with commas between."
        defaultValue={model.triggerWords.join(", ")}
        error={of("triggerWords")}
      />
      <label className="flex items-center gap-2 text-sm">
        <input
          type="checkbox"
          name="nsfw"
          className="size-4 accent-accent"
          defaultChecked={model.nsfw}
        />
        Mature: hidden unless somebody asks for it
      </label>
    </>
  );
}
