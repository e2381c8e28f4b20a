import { Button } from "@/ui/button";
import type { Version, WholePreset } from "./documents";
import type { PresetActs } from "./use-preset-acts";
import { differences } from "./words";

type HistoryProps = { preset: WholePreset; acts: PresetActs };

/** What a preset was after each edit, the newest first. */
export function History({ preset, acts }: HistoryProps) {
  const { versions } = preset;
  if (versions.length < 2) {
    return <p className="text-sm text-soft">No edits yet. Each will be kept here.</p>;
  }
  return (
    <ol className="flex flex-col gap-2.5">
      {versions.map((version, at) => (
        <Row
          key={version.number}
          version={version}
          before={versions[at + 1]}
          isNow={at === 0}
          canRestore={!preset.isBuiltin && at > 0}
          onRestore={() => void acts.restore(preset, version.number)}
        />
      ))}
    </ol>
  );
}

type RowProps = {
  version: Version;
  before: Version | undefined;
  isNow: boolean;
  canRestore: boolean;
  onRestore: () => void;
};

function Row({ version, before, isNow, canRestore, onRestore }: RowProps) {
  const { number, name, createdAt, editedBy, settings } = version;
  const changes = before ? differences(before.settings, settings) : [];
  const renamed = before && before.name !== name ? [`Called “${name}”`] : [];
  const said = before ? [...renamed, ...changes].join(", ") || "Nothing to sample by" : "Made";
  return (
    <li className="flex items-start gap-3">
      <span className="w-5 shrink-0 pt-0.5 text-right text-xs tabular-nums text-faint">
        {number}
      </span>
      <div className="min-w-0 grow">
        <p className="text-sm wrap-anywhere">{said}</p>
        <p className="text-xs text-faint">
          {[isNow ? "Now" : null, editedBy?.name, when(createdAt)].filter(Boolean).join(" · ")}
        </p>
      </div>
      {canRestore ? (
        <Button size="sm" aria-label={`Go back to version ${number}`} onClick={onRestore}>
          Go back
        </Button>
      ) : null}
    </li>
  );
}

function when(moment: string): string {
  return new Date(moment).toLocaleString("en-GB", {
    day: "numeric",
    month: "short",
    hour: "2-digit",
    minute: "2-digit",
  });
}
