import { Cloud, Ellipsis, Monitor } from "lucide-react";
import { useState } from "react";
import { history } from "@/actions/history";
import { notices } from "@/actions/notices";
import { useAct } from "@/graphql/act";
import type { Endpoint } from "@/graphql/entities";
import { Button, IconButton } from "@/ui/button";
import { Menu } from "@/ui/menu";
import { Status } from "@/ui/status";
import { DeleteEndpoint, type Test, TestEndpoint, UpdateEndpoint } from "./documents";
import { EditEndpoint } from "./edit";
import { Findings } from "./findings";

const PROVIDERS: Record<Endpoint["provider"], string> = {
  RUNPOD: "RunPod",
  COMFYUI: "ComfyUI",
  OPENAI_VIDEOS: "OpenAI Videos",
  PULL: "Worker behind a router",
};

export function EndpointCard({ endpoint }: { endpoint: Endpoint }) {
  const [editing, setEditing] = useState(false);
  const { test, busy, run } = useTest(endpoint.id);
  const menu = useMenu(endpoint, () => setEditing(true));
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
            <Status tone={endpoint.enabled ? "good" : "idle"}>
              {endpoint.enabled ? "Enabled" : "Disabled"}
            </Status>
          </h2>
          <p className="mt-0.5 text-sm text-soft">{endpoint.note}</p>
          <Facts endpoint={endpoint} />
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
      {editing ? <EditEndpoint endpoint={endpoint} onClose={() => setEditing(false)} /> : null}
    </article>
  );
}

function Facts({ endpoint }: { endpoint: Endpoint }) {
  const facts = [
    endpoint.isLocal ? "On this machine" : PROVIDERS[endpoint.provider],
    endpoint.endpointId && !endpoint.isLocal ? endpoint.endpointId : null,
    endpoint.activeJobCount > 0 ? `${endpoint.activeJobCount} under way` : "Idle",
  ].filter(Boolean);
  return <p className="mt-2 text-xs tabular-nums text-faint">{facts.join(" · ")}</p>;
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

function useMenu(endpoint: Endpoint, onEdit: () => void) {
  const act = useAct();
  const enable = (enabled: boolean) => () => act(UpdateEndpoint, { id: endpoint.id, enabled });
  async function remove() {
    const outcome = await act(DeleteEndpoint, { id: endpoint.id });
    if (outcome.ok) notices.say(`${endpoint.name} was removed, with its key.`);
    else notices.problems(outcome.problems, () => void remove(), `remove ${endpoint.id}`);
  }
  return [
    { id: "edit", label: endpoint.isRemovable ? "Edit" : "Rename", onSelect: onEdit },
    {
      id: "enable",
      label: endpoint.enabled ? "Disable" : "Enable",
      onSelect: () =>
        void history.do({
          label: `${endpoint.enabled ? "Disabled" : "Enabled"} ${endpoint.name}`,
          run: enable(!endpoint.enabled),
          undo: enable(endpoint.enabled),
        }),
    },
    ...(endpoint.isRemovable
      ? [
          { id: "line", separator: true as const },
          { id: "delete", label: "Remove", danger: true, onSelect: () => void remove() },
        ]
      : []),
  ];
}
