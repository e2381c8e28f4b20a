import { type FormEvent, useState } from "react";
import { useQuery } from "urql";
import { useActions } from "@/actions/registry";
import type { Problem } from "@/graphql/act";
import { SETTINGS, type SettingName } from "@/graphql/catalogue";
import { MADE } from "@/graphql/workflows";
import { Button } from "@/ui/button";
import { Empty } from "@/ui/empty";
import { ChoiceField, TextField } from "@/ui/field";
import { Facts, Part, Side } from "@/ui/side";
import { Skeleton } from "@/ui/status";
import { Unread } from "@/ui/unread";
import { Wrong } from "@/ui/wrong";
import { type Parameter, type Template, TemplatesQuery } from "./documents";
import { Files } from "./files";
import { parametersOf } from "./parameters";
import type { WorkflowActs } from "./use-workflow-acts";
import { CATEGORIES, taskWords } from "./words";

type DetailProps = {
  templateId: string;
  acts: WorkflowActs;
  onMade: (id: string) => void;
  onClose: () => void;
};

/** A template, what it can be drawn with, and the way to a workflow of one's own. */
export function TemplateDetail({ templateId, acts, onMade, onClose }: DetailProps) {
  const [{ data, error, fetching }, reread] = useQuery({ query: TemplatesQuery });
  useActions([
    { id: "side.close", label: "Close the template", group: "View", keys: "Escape", run: onClose },
  ]);
  const template = data?.workflowTemplates.find(({ id }) => id === templateId);
  return (
    <Side label="Template" title={template?.label ?? "Template"} onClose={onClose}>
      {template ? (
        <>
          <Make {...{ template, acts, onMade }} />
          <Part title="What it needs">
            <Files files={template.files.filter(({ optional }) => !optional)} />
          </Part>
        </>
      ) : error && !fetching ? (
        <Unread what="template" onAgain={() => reread({ requestPolicy: "network-only" })} />
      ) : data ? (
        <Empty title="There is no such template">Choose another one.</Empty>
      ) : (
        <Skeleton className="m-4 h-32" />
      )}
    </Side>
  );
}

type MakeProps = Pick<DetailProps, "acts" | "onMade"> & { template: Template };

function Make({ template, acts, onMade }: MakeProps) {
  const { id, kind, category, task, description, parameters } = template;
  const [problems, setProblems] = useState<readonly Problem[]>([]);
  const [busy, setBusy] = useState(false);
  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const name = String(form.get("name")).trim();
    setBusy(true);
    const wrong = await acts.instantiate(id, name, parametersOf(parameters, form), onMade);
    setBusy(false);
    setProblems(wrong);
  }
  const of = (name: string) => problems.find(({ field }) => field?.includes(name))?.message ?? null;
  const named = new Set(["name", ...parameters.map((one) => one.name)]);
  const others = problems.filter(({ field }) => !field?.some((one) => named.has(one)));
  return (
    <form onSubmit={submit}>
      <Part title="What it is">
        {description ? <p className="mb-2 text-sm text-soft">{description}</p> : null}
        <Facts
          facts={[
            ["Does", taskWords(task)],
            ["Makes", MADE[kind]],
            ["For", CATEGORIES[category]],
          ]}
        />
      </Part>
      <Part title="Make it yours">
        <div className="flex flex-col gap-3">
          <TextField
            name="name"
            label="Name"
            maxLength={200}
            placeholder={template.label}
            error={of("name")}
          />
          <div className="grid grid-cols-2 gap-3">
            {parameters.map((one) => (
              <ParameterField key={one.name} parameter={one} error={of(one.name)} />
            ))}
          </div>
          <Wrong problems={others} />
          <Button look="primary" type="submit" className="self-start" disabled={busy}>
            {busy ? "Making …" : "Make a workflow"}
          </Button>
        </div>
      </Part>
    </form>
  );
}

type FieldProps = { parameter: Parameter; error: string | null };

function ParameterField({ parameter, error }: FieldProps) {
  const { name, kind, minimum, maximum, choices } = parameter;
  const label = SETTINGS[name as SettingName] ?? parameter.label;
  const usual = parameter.default === null ? "" : String(parameter.default);
  const given = { name: `own ${name}`, label, error };
  if (kind === "CHOICE" || kind === "BOOLEAN") {
    const all = kind === "CHOICE" ? choices : ["true", "false"];
    const words: Record<string, string> = { true: "Yes", false: "No" };
    return (
      <ChoiceField
        {...given}
        defaultValue={usual}
        choices={all.map((value) => ({
          value,
          label: kind === "BOOLEAN" ? (words[value] ?? value) : value,
        }))}
      />
    );
  }
  const isNumber = kind === "INTEGER" || kind === "NUMBER";
  return (
    <TextField
      {...given}
      placeholder={usual}
      autoComplete="off"
      {...(isNumber
        ? {
            type: "number",
            step: kind === "INTEGER" ? 1 : "any",
            min: minimum ?? undefined,
            max: maximum ?? undefined,
          }
        : { maxLength: 1_000 })}
    />
  );
}
