import { Cloud, Ellipsis, Monitor } from "lucide-react";
import { useState } from "react";
import { notices } from "@/actions/notices";
import { useAct } from "@/graphql/act";
import type { Endpoint } from "@/graphql/entities";
import { endpointWords, PROVIDERS } from "@/graphql/words";
import { Button, IconButton } from "@/ui/button";
import { Menu } from "@/ui/menu";
import { Status } from "@/ui/status";
import { plural } from "@/ui/words";
import { type Test, TestEndpoint } from "./documents";
import { EditEndpoint } from "./edit";
import { Findings } from "./findings";
import { NewKey } from "./new-key";
import { RemoveEndpoint } from "./remove";
import { SystemInfo } from "./system";
import { type Opened, useMenu } from "./use-menu";

export function EndpointCard({ endpoint }: { endpoint: Endpoint }) {
  const [opened, open] = useState<Opened | null>(null);
  const { test, busy, run } = useTest(endpoint.id);
  const menu = useMenu(endpoint, open);
  const { tone, word, why } = endpointWords(endpoint);
  const Icon = endpoint.isLocal ? Monitor : Cloud;

  return (
    <article
      aria-label={endpoint.name}
      className="rounded-lg border border-line bg-panel p-4 aria-disabled:opacity-70"
    >
      <div className="flex items-start gap-3">
        <Icon size={20} aria-hidden className="mt-0.5 shrink-0 text-faint" />
        <div className="min-w-0 grow">
          <h2 className="flex flex-wrap items-baseline gap-x-3 text-base font-semibold">
            <span className="wrap-anywhere">{endpoint.name}</span>
            <Status tone={tone}>{word}</Status>
          </h2>
          <p className="mt-0.5 text-sm text-soft">{endpoint.note}</p>
          {why ? <p className="mt-1 text-sm text-ink wrap-anywhere">{why}</p> : null}
          <Facts endpoint={endpoint} />
          <SystemInfo endpoint={endpoint} />
        </div>
        <Button size="sm" onClick={run} disabled={busy}>
          {busy ? "Testing …" : "Test"}
        </Button>
        <Menu items={menu} label={`More for ${endpoint.name}`}>
          <IconButton label={`More for ${endpoint.name}`}>
            <Ellipsis size={16} />
          </IconButton>
        </Menu>
      </div>
      <div aria-live="polite">{test ? <Findings test={test} /> : null}</div>
      {opened ? <Over what={opened} endpoint={endpoint} onClose={() => open(null)} /> : null}
    </article>
  );
}

const DIALOGS = { edit: EditEndpoint, key: NewKey, remove: RemoveEndpoint };

type OverProps = { what: Opened; endpoint: Endpoint; onClose: () => void };

function Over({ what, endpoint, onClose }: OverProps) {
  const Opens = DIALOGS[what];
  return <Opens endpoint={endpoint} onClose={onClose} />;
}

function Facts({ endpoint }: { endpoint: Endpoint }) {
  const { isLocal, provider, queueDepth, activeJobCount, machines } = endpoint;
  const rendering = Math.max(0, activeJobCount - queueDepth);
  const facts = [
    PROVIDERS[provider],
    isLocal ? "On this machine, free" : null,
    isLocal ? null : (endpoint.endpointId ?? endpoint.url),
    endpoint.model,
    provider === "PULL" ? plural(machines.length, "machine") : null,
    activeJobCount === 0 ? "Idle" : `${rendering} rendering, ${queueDepth} waiting`,
    `${endpoint.concurrency} at a time`,
  ].filter(Boolean);
  return <p className="mt-2 text-xs tabular-nums text-faint wrap-anywhere">{facts.join(" · ")}</p>;
}

function useTest(id: string) {
  const act = useAct();
  const [test, setTest] = useState<Test | null>(null);
  const [busy, setBusy] = useState(false);
  async function run() {
    setBusy(true);
    const outcome = await act(TestEndpoint, { id });
    setBusy(false);
    if (outcome.ok) setTest(outcome.payload);
    else notices.problems(outcome.problems, () => void run(), `test ${id}`);
  }
  return { test, busy, run: () => void run() };
}
