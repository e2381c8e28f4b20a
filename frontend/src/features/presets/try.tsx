import { Link } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { useQuery } from "urql";
import { useActions } from "@/actions/registry";
import type { Problem } from "@/graphql/act";
import type { Preset } from "@/graphql/catalogue";
import { asksFirst } from "@/graphql/confirming";
import { usePriceTag } from "@/graphql/price-tag";
import { useWish } from "@/graphql/wish";
import { Button, buttonClass, PricedButton } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { TextBox, TextField } from "@/ui/field";
import { Wrong, wrongAt } from "@/ui/wrong";
import { TrialQuery, TryPreset } from "./documents";
import { Trial } from "./trial";

const PROMPT = "storycanvas.presets.prompt";
const SEED = /^[0-9]{0,20}$/;
const USUAL = "A lighthouse keeper in a red raincoat climbs a spiral stair, lamplight from above";

/** Renders one take of a prompt as the preset says, and shows it when it comes. */
export function TryDialog({ preset, onClose }: { preset: Preset; onClose: () => void }) {
  const wish = useWish();
  const [problems, setProblems] = useState<readonly Problem[]>([]);
  const [busy, setBusy] = useState(false);
  const [tries, setTries] = useState<readonly string[]>([]);
  const [prompt, setPrompt] = useState(() => localStorage.getItem(PROMPT) ?? USUAL);
  const [seed, setSeed] = useState("");
  const blank = prompt.trim() === "";
  const trial = { id: preset.id, prompt: prompt.trim(), ...(seed ? { seed } : {}) };
  const price = usePriceTag(blank || !SEED.test(seed) ? null : { trial }, true);

  async function submit(event?: FormEvent, pay: { quoteId?: string } = {}) {
    event?.preventDefault();
    if (busy || blank) return;
    setBusy(true);
    localStorage.setItem(PROMPT, prompt);
    const given = { ...trial, ...pay };
    const outcome = await wish(TryPreset, given, { quiet: true });
    setBusy(false);
    const asked =
      !outcome.ok && asksFirst([outcome.payload?.quote], ([pay]) => void submit(undefined, pay));
    setProblems(outcome.ok || asked ? [] : outcome.problems);
    const job = outcome.ok ? outcome.payload.job : null;
    if (job) setTries((before) => [job.id, ...before]);
  }
  useSubmit(submit);

  return (
    <Dialog
      open
      wide
      onClose={onClose}
      title={`Try ${preset.name}`}
      description="One take, before what waits. It is kept in the project “Preset samples”."
      footer={
        <>
          <Samples jobId={tries[0]} />
          <div className="grow" />
          <Button onClick={onClose}>Done</Button>
          <PricedButton
            look="primary"
            type="submit"
            form="try"
            disabled={busy || blank}
            price={price}
            keys="$mod+Enter"
          >
            {busy ? "Asking …" : tries.length > 0 ? "Try again" : "Try it"}
          </PricedButton>
        </>
      }
    >
      <div className="grid gap-5 md:grid-cols-[1fr_1.2fr]">
        <form id="try" onSubmit={submit} className="flex flex-col gap-4">
          <TextBox
            label="Sample prompt"
            rows={5}
            maxLength={10_000}
            value={prompt}
            error={wrongAt(problems, "prompt")}
            onChange={({ currentTarget }) => setPrompt(currentTarget.value)}
          />
          <TextField
            label="Seed"
            hint="The same seed compares presets."
            inputMode="numeric"
            pattern="[0-9]{1,20}"
            placeholder={preset.settings.seed ?? "By chance"}
            value={seed}
            error={wrongAt(problems, "seed")}
            onChange={({ currentTarget }) => setSeed(currentTarget.value.trim())}
          />
          <Wrong problems={problems} beside={["prompt", "seed"]} />
        </form>
        <Trial tries={tries} />
      </div>
    </Dialog>
  );
}

function useSubmit(submit: () => Promise<void>) {
  useActions([
    {
      id: "preset.try.submit",
      label: "Try it",
      group: "Generate",
      keys: "$mod+Enter",
      whileTyping: true,
      hidden: true,
      run: () => void submit(),
    },
  ]);
}

/** The way to where all samples are. */
function Samples({ jobId }: { jobId: string | undefined }) {
  const [{ data }] = useQuery({
    query: TrialQuery,
    variables: { id: jobId ?? "" },
    pause: jobId === undefined,
  });
  const project = data?.job?.project;
  if (!project) return null;
  return (
    <Link
      to="/projects/$projectId"
      params={{ projectId: project.id }}
      className={buttonClass("quiet", "md")}
    >
      All samples
    </Link>
  );
}
