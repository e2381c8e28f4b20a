import { type FormEvent, useEffect, useRef, useState } from "react";
import { useQuery } from "urql";
import { useActions } from "@/actions/registry";
import type { Target } from "@/graphql/acts";
import { EndpointFields } from "@/graphql/entities";
import { KINDS_OF } from "@/graphql/last-kind";
import type { WholeProject } from "@/graphql/project";
import { graphql } from "@/graphql/tada";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { ChoiceField, TextField } from "@/ui/field";
import { Keys } from "@/ui/keys";
import { plural } from "@/ui/words";
import { useOptions } from "./options";
import { ModelAndSettings } from "./options/section";
import { useRecipe } from "./options/use-recipe";
import { OnButton, Price } from "./quote";
import { clipsOf, type Extent, extentOf, MOST_TAKES, type Options, seedOf } from "./target";
import { useGenerate, wishOf } from "./use-generate";
import { usePrice } from "./use-price";

const WhereQuery = graphql(
  `
  query GenerateWhere {
    endpoints(first: 100) {
      nodes {
        ...EndpointFields
      }
    }
  }
`,
  [EndpointFields],
);

const WHAT = [
  { value: "still", label: "A still" },
  { value: "video", label: "A video" },
  { value: "both", label: "A still, then a video that starts from it" },
] as const;

type GenerateDialogProps = { project: WholeProject; target: Target; onClose: () => void };

/** How to render: what, how often, where. */
export function GenerateDialog({ project, target, onClose }: GenerateDialogProps) {
  const generate = useGenerate();
  const clips = clipsOf(project, target);
  const [options, change, keep] = useOptions(!("clipIds" in target));
  const [seed, setSeed] = useState("");
  const [busy, setBusy] = useState(false);
  const stands = useStands();
  const extent = extentOf(clips, options.what);
  const kinds = KINDS_OF[options.what];
  const recipe = useRecipe(kinds);
  const wrongSeed = seed !== "" && seedOf(seed) === null;
  const missingOnly = extent.mixed && options.missingOnly;
  const asked = missingOnly ? extent.missing : extent.all;
  const lacks = recipe.lacks(options.count);
  const how = { ...options, missingOnly, seed: seedOf(seed) };
  const incomplete = wrongSeed || asked === 0 || lacks !== "";
  const price = usePrice(incomplete ? null : wishOf(target, how, recipe.input()));
  const blocked = busy || incomplete || price.stops;

  async function submit(event?: FormEvent) {
    event?.preventDefault();
    if (blocked) return;
    setBusy(true);
    keep();
    recipe.keep();
    const done = () => stands.current && onClose();
    await generate(target, how, done, recipe.input(), price.paying);
    setBusy(false);
  }

  useActions([
    {
      id: "generate.submit",
      label: "Generate",
      group: "Generate",
      keys: "$mod+Enter",
      whileTyping: true,
      hidden: true,
      run: () => void submit(),
    },
  ]);

  return (
    <Dialog
      open
      onClose={onClose}
      title={`Generate ${plural(clips.length, "shot")}`}
      description={sentence(asked, options)}
      footer={
        <div className="flex min-w-0 grow flex-col gap-3">
          <Price {...price} />
          <div className="flex items-center justify-end gap-2">
            {lacks ? <p className="mr-auto text-sm text-soft">{lacks}</p> : null}
            <Button onClick={onClose}>Cancel</Button>
            <Button look="primary" type="submit" form="generate" disabled={blocked}>
              {busy ? "Queueing …" : `Generate ${plural(price.clipCount ?? asked, "shot")}`}
              {busy ? null : <OnButton quoted={price.quoted} />}
              <Keys keys="$mod+Enter" />
            </Button>
          </div>
        </div>
      }
    >
      <form id="generate" onSubmit={submit} className="flex flex-col gap-4">
        <Fields {...{ options, extent, change, seed, setSeed, wrongSeed }} />
        <ModelAndSettings
          {...{ recipe, kinds }}
          projectId={project.id}
          endpointId={options.endpointId}
          opened={recipe.value.workflowId !== null}
        />
      </form>
    </Dialog>
  );
}

/** Whether it is still there: a wish that is tried again may be done when it is long gone. */
function useStands() {
  const stands = useRef(false);
  useEffect(() => {
    stands.current = true;
    return () => {
      stands.current = false;
    };
  }, []);
  return stands;
}

type FieldsProps = {
  options: Options;
  extent: Extent;
  change: (part: Partial<Options>) => void;
  seed: string;
  setSeed: (text: string) => void;
  wrongSeed: boolean;
};

function Fields({ options, extent, change, seed, setSeed, wrongSeed }: FieldsProps) {
  return (
    <>
      <ChoiceField
        label="What"
        choices={WHAT}
        value={options.what}
        onChange={(event) => change({ what: event.target.value as Options["what"] })}
      />
      <Which {...{ options, extent, change }} />
      {options.what === "video" ? (
        <label className="flex min-h-6 items-center gap-2 text-sm">
          <input
            type="checkbox"
            className="size-4 accent-accent"
            checked={options.fromPicked}
            onChange={({ currentTarget }) => change({ fromPicked: currentTarget.checked })}
          />
          {extent.all === 1 ? "Start from the picked picture" : "Start from the picked pictures"}
        </label>
      ) : null}
      <div className="grid grid-cols-2 gap-3">
        <TextField
          label="Takes of each shot"
          type="number"
          min={1}
          max={MOST_TAKES}
          value={options.count}
          onChange={(event) =>
            change({ count: Math.min(MOST_TAKES, Math.max(1, event.target.valueAsNumber || 1)) })
          }
        />
        <TextField
          label="Seed"
          inputMode="numeric"
          placeholder="By chance"
          value={seed}
          error={wrongSeed ? "A whole number below 2⁶⁴, or nothing." : null}
          onChange={(event) => setSeed(event.target.value)}
        />
      </div>
      <Where value={options.endpointId} onChange={(endpointId) => change({ endpointId })} />
    </>
  );
}

/** What is missing or all, where that is not the same. */
function Which({ options, extent, change }: Pick<FieldsProps, "options" | "extent" | "change">) {
  const { mixed, note, choices } = extent;
  if (!mixed) return note ? <p className="text-sm text-soft">{note}</p> : null;
  return (
    <fieldset className="flex flex-col gap-1">
      <legend className="mb-1 text-xs font-medium text-soft">Which shots</legend>
      {([true, false] as const).map((missingOnly) => (
        <label key={String(missingOnly)} className="flex min-h-6 items-center gap-2 text-sm">
          <input
            type="radio"
            name="which"
            className="size-4 accent-accent"
            checked={options.missingOnly === missingOnly}
            onChange={() => change({ missingOnly })}
          />
          {missingOnly ? choices.missing : choices.all}
        </label>
      ))}
    </fieldset>
  );
}

function sentence(count: number, options: Options): string {
  const each = options.what === "both" ? 2 * options.count : options.count;
  const takes = count * each;
  return takes === 1 ? "One take will be made." : `${takes} takes will be made.`;
}

function Where({
  value,
  onChange,
}: {
  value: string | null;
  onChange: (id: string | null) => void;
}) {
  const [{ data }] = useQuery({ query: WhereQuery });
  const endpoints = data?.endpoints.nodes ?? [];
  const chosen = endpoints.find((endpoint) => endpoint.id === value);
  return (
    <ChoiceField
      label="Where"
      hint={chosen?.note ?? "The studio chooses an endpoint that can do it."}
      value={chosen?.id ?? ""}
      onChange={(event) => onChange(event.target.value || null)}
      choices={[
        { value: "", label: "Wherever it can be done" },
        ...endpoints.map((endpoint) => ({
          value: endpoint.id,
          label: endpoint.enabled ? endpoint.name : `${endpoint.name} (disabled)`,
          disabled: !endpoint.enabled,
        })),
      ]}
    />
  );
}
