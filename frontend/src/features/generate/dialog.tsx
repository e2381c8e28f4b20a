import { type FormEvent, useEffect, useRef, useState } from "react";
import { useQuery } from "urql";
import { useActions } from "@/actions/registry";
import type { Target } from "@/graphql/acts";
import { EndpointFields } from "@/graphql/entities";
import type { WholeProject } from "@/graphql/project";
import { graphql } from "@/graphql/tada";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { ChoiceField, TextField } from "@/ui/field";
import { Keys } from "@/ui/keys";
import { plural } from "@/ui/words";
import { useOptions } from "./options";
import { clipsOf, MOST_TAKES, type Options, seedOf } from "./target";
import { useGenerate } from "./use-generate";

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
  const [options, change] = useOptions();
  const [seed, setSeed] = useState("");
  const [busy, setBusy] = useState(false);
  const stands = useStands();
  const clips = clipsOf(project, target);
  const wrongSeed = seed !== "" && seedOf(seed) === null;
  const asked = options.missingOnly ? clips.filter((clip) => !clip.selectedTake) : clips;

  async function submit(event?: FormEvent) {
    event?.preventDefault();
    if (wrongSeed || busy || asked.length === 0) return;
    setBusy(true);
    await generate(target, { ...options, seed: seedOf(seed) }, () => stands.current && onClose());
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
      description={sentence(asked.length, options)}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            look="primary"
            type="submit"
            form="generate"
            disabled={busy || wrongSeed || asked.length === 0}
          >
            {busy ? "Queueing …" : `Generate ${plural(asked.length, "shot")}`}
            <Keys keys="$mod+Enter" />
          </Button>
        </>
      }
    >
      <form id="generate" onSubmit={submit} className="flex flex-col gap-4">
        <Fields {...{ options, change, seed, setSeed, wrongSeed }} />
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
  change: (part: Partial<Options>) => void;
  seed: string;
  setSeed: (text: string) => void;
  wrongSeed: boolean;
};

function Fields({ options, change, seed, setSeed, wrongSeed }: FieldsProps) {
  return (
    <>
      <ChoiceField
        label="What"
        choices={WHAT}
        value={options.what}
        onChange={(event) => change({ what: event.target.value as Options["what"] })}
      />
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
      <label className="flex items-center gap-2 text-sm">
        <input
          type="checkbox"
          className="size-4 accent-accent"
          checked={options.missingOnly}
          onChange={(event) => change({ missingOnly: event.target.checked })}
        />
        Only shots that have no picture yet
      </label>
    </>
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
