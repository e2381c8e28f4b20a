import { FileUp } from "lucide-react";
import { useQuery } from "urql";
import { Button } from "@/ui/button";
import { Keys } from "@/ui/keys";
import { Menu } from "@/ui/menu";
import { Tip } from "@/ui/tip";
import { ExamplesQuery, type Format, TargetQuery } from "./documents";
import { draft, useDraft } from "./draft";
import { SCRIPT_TEXT } from "./editor";
import { chooseFile } from "./files";
import type { LivePreview } from "./use-preview";
import { totals } from "./words";

const FORMATS = [
  { value: "", label: "Told from the text" },
  { value: "FOUNTAIN", label: "Screenplay (Fountain)" },
  { value: "PROSE", label: "Prose" },
];

/** What this is for, and where a text can come from. */
export function ImportHead({ projectId }: { projectId: string | undefined }) {
  const { format } = useDraft();
  return (
    <header className="flex flex-wrap items-center gap-x-3 gap-y-2 border-b border-line px-6 py-3">
      <Title projectId={projectId} />
      <div className="grow" />
      <label className="flex items-center gap-2 text-xs text-soft">
        Read as
        <select
          value={format ?? ""}
          className="h-8 rounded-md border border-line bg-well px-2 text-sm text-ink hover:border-edge"
          onChange={(event) => draft.set({ format: formatOf(event.target.value) })}
        >
          {FORMATS.map(({ value, label }) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </select>
      </label>
      <ExamplesMenu />
      <Tip label="Open a script file" keys="$mod+o">
        <Button onClick={() => chooseFile(() => {})}>
          <FileUp size={16} aria-hidden />
          Open file
        </Button>
      </Tip>
    </header>
  );
}

function formatOf(value: string): Format | null {
  return value === "FOUNTAIN" || value === "PROSE" ? value : null;
}

function Title({ projectId }: { projectId: string | undefined }) {
  const [{ data }] = useQuery({
    query: TargetQuery,
    variables: { id: projectId ?? "" },
    pause: projectId === undefined,
  });
  const name = projectId && data?.project?.name;
  return (
    <h1 className="min-w-0 truncate text-lg font-semibold tracking-tight">
      {name
        ? `Add a script to “${name}”`
        : projectId
          ? "Add a script"
          : "New project from a script"}
    </h1>
  );
}

function ExamplesMenu() {
  const [{ data }] = useQuery({ query: ExamplesQuery });
  const examples = data?.exampleScripts ?? [];
  return (
    <Menu
      label="Examples"
      leadsTo={SCRIPT_TEXT}
      items={examples.map(({ id, title, text }) => ({
        id,
        label: title,
        onSelect: () => void draft.replace(text, `Opened “${title}”`),
      }))}
    >
      <Button disabled={examples.length === 0}>Examples</Button>
    </Menu>
  );
}

type ImportFootProps = {
  live: LivePreview;
  draws: boolean;
  onDraws: (draws: boolean) => void;
  busy: boolean;
  blocked: string | null;
  onMake: () => void;
};

/** What it comes to, and the one thing to do. */
export function ImportFoot({ live, draws, onDraws, busy, blocked, onMake }: ImportFootProps) {
  const { preview } = live;
  return (
    <footer className="flex flex-wrap items-center justify-end gap-x-5 gap-y-2 border-t border-line bg-panel px-6 py-3">
      <p role="status" className="grow text-sm tabular-nums text-soft">
        {preview && preview.clipCount > 0 ? totals(preview) : ""}
      </p>
      <label className="flex h-8 items-center gap-2 text-sm">
        <input
          type="checkbox"
          checked={draws}
          className="size-4 accent-accent"
          onChange={(event) => onDraws(event.target.checked)}
        />
        Draw every shot now
      </label>
      <Tip
        label={blocked ?? "Make the storyboard"}
        keys={blocked ? undefined : "$mod+Enter"}
        side="top"
      >
        <Button look="primary" size="lg" aria-disabled={blocked !== null} onClick={onMake}>
          {busy ? "Making the storyboard …" : "Make the storyboard"}
          {busy ? null : <Keys keys="$mod+Enter" />}
        </Button>
      </Tip>
    </footer>
  );
}
