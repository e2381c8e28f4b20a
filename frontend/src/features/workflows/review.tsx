import { useQuery } from "urql";
import type { Problem } from "@/graphql/act";
import { MADE } from "@/graphql/workflows";
import { Button } from "@/ui/button";
import { ChoiceField, TextField } from "@/ui/field";
import { Status } from "@/ui/status";
import { plural } from "@/ui/words";
import { Wrong, wrongAt } from "@/ui/wrong";
import { Bindings } from "./bindings-part";
import type { Inspection } from "./changes";
import { AskedQuery } from "./documents";
import type { Draft } from "./use-workflow-acts";
import { CATEGORIES } from "./words";

type ReviewProps = {
  inspection: Inspection;
  draft: Draft;
  problems: readonly Problem[];
  busy: boolean;
  onChange: (draft: Draft) => void;
  /** Looks again with what an endpoint knows of nodes; null where it is not a file that is read. */
  onAsk: ((endpointId: string) => void) | null;
};

/** What is still to be said before it can be kept; empty if nothing. */
export function missing({ name, output }: Draft, { outputs }: Inspection): string {
  if (outputs.length === 0) return "Nothing in it saves a result.";
  if (output === null) return "Say which of its results is meant.";
  return name.trim() === "" ? "Say what to call it." : "";
}

/** All that was found in a file, to be confirmed or corrected. */
export function Review({ inspection, draft, problems, busy, onChange, onAsk }: ReviewProps) {
  return (
    <div className="flex flex-col gap-5">
      <Wrong problems={problems} beside={["name", "description"]} />
      <div className="grid gap-3 sm:grid-cols-[1fr_12rem]">
        <TextField
          label="Name"
          maxLength={200}
          value={draft.name}
          error={wrongAt(problems, "name")}
          onChange={({ currentTarget }) => onChange({ ...draft, name: currentTarget.value })}
        />
        <ChoiceField
          label="What it is for"
          value={draft.category}
          choices={Object.entries(CATEGORIES).map(([value, label]) => ({ value, label }))}
          onChange={({ currentTarget }) =>
            onChange({ ...draft, category: currentTarget.value as Draft["category"] })
          }
        />
        <div className="sm:col-span-2">
          <TextField
            label="Description"
            maxLength={10_000}
            value={draft.description}
            error={wrongAt(problems, "description")}
            onChange={({ currentTarget }) =>
              onChange({ ...draft, description: currentTarget.value })
            }
          />
        </div>
      </div>
      <Unknown {...{ inspection, busy, onAsk }} />
      <Result {...{ inspection, draft, onChange }} />
      <Bindings
        inspection={inspection}
        bindings={draft.bindings}
        onChange={(bindings) => onChange({ ...draft, bindings })}
      />
      <Needs inspection={inspection} />
    </div>
  );
}

type ResultProps = Pick<ReviewProps, "inspection" | "draft" | "onChange">;

/** Which node saves what is meant: asked where there are several. */
function Result({ inspection: { outputs }, draft, onChange }: ResultProps) {
  const [only] = outputs;
  if (!only) {
    return (
      <p role="alert" className="text-sm text-bad">
        Nothing in this workflow saves a result. End it with SaveImage, SaveVideo or SaveAudio in
        ComfyUI, and bring it in again.
      </p>
    );
  }
  if (outputs.length === 1) {
    return (
      <p className="text-sm text-soft">
        {MADE[only.kind]}, saved by {only.classType} ({only.nodeId}).
      </p>
    );
  }
  return (
    <fieldset className="flex flex-col gap-1">
      <legend className="mb-1 text-xs font-semibold text-faint">Which result is meant?</legend>
      {outputs.map(({ nodeId, classType, kind, reason }) => (
        <label key={nodeId} className="flex min-h-6 items-baseline gap-2 text-sm">
          <input
            type="radio"
            name="output"
            className="size-4 shrink-0 translate-y-0.5 accent-accent"
            checked={draft.output === nodeId}
            onChange={() => onChange({ ...draft, output: nodeId })}
          />
          <span>
            {MADE[kind]}, {classType} ({nodeId})
            <span className="block text-xs text-faint">{reason}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}

type UnknownProps = Pick<ReviewProps, "inspection" | "busy" | "onAsk">;

/** Custom nodes of which nothing is known here: an endpoint that has them can be asked. */
function Unknown({ inspection: { unknownClasses }, busy, onAsk }: UnknownProps) {
  const [{ data }] = useQuery({ query: AskedQuery, pause: unknownClasses.length === 0 });
  if (unknownClasses.length === 0) return null;
  const able = (data?.endpoints.nodes ?? []).filter(
    ({ provider, enabled }) => provider === "COMFYUI" && enabled,
  );
  return (
    <section
      aria-label="Custom nodes"
      className="flex flex-col gap-2 rounded-md border border-line p-3"
    >
      <Status tone="warn">
        {plural(unknownClasses.length, "node")} not known here: {unknownClasses.join(", ")}
      </Status>
      <p className="text-xs text-soft">
        Their inputs are read by what stands in them.{" "}
        {able.length > 0 && onAsk ? "A ComfyUI that has them knows more." : null}
      </p>
      {onAsk && able.length > 0 ? (
        <div className="flex flex-wrap gap-2">
          {able.map(({ id, name }) => (
            <Button key={id} size="sm" disabled={busy} onClick={() => onAsk(id)}>
              Ask {name}
            </Button>
          ))}
        </div>
      ) : null}
    </section>
  );
}

/** What an endpoint needs, and what it may object to. */
function Needs({ inspection: { files, nodeClasses, problems } }: Pick<ReviewProps, "inspection">) {
  return (
    <section aria-label="What it needs" className="flex flex-col gap-1 text-xs text-soft">
      <h3 className="text-xs font-semibold text-faint">What it needs</h3>
      <p>
        {plural(nodeClasses.length, "kind")} of nodes
        {files.length > 0 ? ` and ${plural(files.length, "file")}:` : ", and no model files."}
      </p>
      <ul>
        {files.map(({ folder, name }) => (
          <li key={`${folder}/${name}`} className="wrap-anywhere">
            {folder}/{name}
          </li>
        ))}
      </ul>
      {problems.length > 0 ? (
        <details className="mt-1">
          <summary className="min-h-6 cursor-pointer">
            {plural(problems.length, "thing")} a ComfyUI may refuse it for
          </summary>
          <ul className="flex list-disc flex-col gap-1 pl-5 pt-1">
            {problems.map(({ nodeId, input, message }) => (
              <li key={`${nodeId} ${input} ${message}`} className="wrap-anywhere">
                {message}
              </li>
            ))}
          </ul>
        </details>
      ) : null}
    </section>
  );
}
