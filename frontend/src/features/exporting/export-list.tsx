import { Download, MoreHorizontal, RotateCcw, X } from "lucide-react";
import { bytesWords } from "@/graphql/catalogue";
import type { Export } from "@/graphql/entities";
import { Button, buttonClass, IconButton } from "@/ui/button";
import { Menu } from "@/ui/menu";
import { momentWords } from "@/ui/moments";
import { Progress, SkeletonRows, Status } from "@/ui/status";
import { offerOf } from "./formats";
import { type ExportActs, useExportActs, type useExports } from "./use-exports";
import { isOpen, partWords, percent, standingOf } from "./words";

type ExportListProps = { reading: ReturnType<typeof useExports>; onNew: () => void };

/** What was taken out of the project: how far it is, and the files. */
export function ExportList({ reading, onNew }: ExportListProps) {
  const { exports, known, failed, again } = reading;
  const acts = useExportActs();
  if (failed) {
    return (
      <div className="flex flex-col items-start gap-2 text-sm text-soft">
        <p role="alert">The exports could not be read.</p>
        <Button onClick={again}>Try again</Button>
      </div>
    );
  }
  if (!known) return <SkeletonRows count={3} />;
  if (exports.length === 0) {
    return (
      <div className="flex flex-col items-start gap-3 py-6 text-sm text-soft">
        <p>
          Nothing was exported yet. Films, documents and bundles are made in the background, and
          stay here for a week.
        </p>
        <Button onClick={onNew}>New export</Button>
      </div>
    );
  }
  return (
    <ul aria-label="Exports" className="flex flex-col divide-y divide-line">
      {exports.map((one) => (
        <Row key={one.id} one={one} acts={acts} />
      ))}
    </ul>
  );
}

function Row({ one, acts }: { one: Export; acts: ExportActs }) {
  const { format, state, progress, error, name, url } = one;
  const { tone, word } = standingOf(one);
  const offer = offerOf(format);
  return (
    <li className="flex min-h-14 flex-wrap items-center gap-x-3 gap-y-1 py-2">
      <div className="min-w-0 grow basis-56">
        <p className="text-sm wrap-anywhere">{name || offer.name}</p>
        <p className="flex flex-wrap items-center gap-x-3 text-xs text-faint tabular-nums">
          <Status tone={tone}>
            {state === "RUNNING" ? `${word}, ${percent(progress)}` : word}
          </Status>
          {factsOf(one).map((fact) => (
            <span key={fact}>{fact}</span>
          ))}
        </p>
        {error ? <p className="mt-0.5 text-xs text-bad wrap-anywhere">{error.message}</p> : null}
        {state === "RUNNING" ? (
          <div className="mt-1.5">
            <Progress value={progress} label={`${offer.name}: how far it is`} />
          </div>
        ) : null}
      </div>
      {url === null ? null : (
        <a href={url} download={name} className={buttonClass("plain", "sm", "h-8")}>
          <Download size={14} aria-hidden />
          Download
        </a>
      )}
      <Tools one={one} acts={acts} />
    </li>
  );
}

function Tools({ one, acts }: { one: Export; acts: ExportActs }) {
  if (isOpen(one)) {
    return (
      <Button size="sm" look="quiet" className="h-8" onClick={() => void acts.cancel(one)}>
        <X size={14} aria-hidden />
        Cancel
      </Button>
    );
  }
  const remove = {
    id: "delete",
    label: one.url === null ? "Remove from the list" : "Delete the file",
    danger: true,
    onSelect: () => void acts.remove(one),
  };
  return (
    <>
      {one.url === null ? (
        <Button size="sm" className="h-8" onClick={() => void acts.retry(one)}>
          <RotateCcw size={14} aria-hidden />
          {one.state === "COMPLETED" ? "Make it again" : "Try again"}
        </Button>
      ) : null}
      <Menu items={[remove]} label={`What to do with ${one.name || offerOf(one.format).name}`}>
        <IconButton label={`More for ${one.name || offerOf(one.format).name}`}>
          <MoreHorizontal size={16} />
        </IconButton>
      </Menu>
    </>
  );
}

/** Of a file its kind, size and days; of the others, when they were asked for. */
function factsOf({ format, options, name, size, url, createdAt, expiresAt }: Export): string[] {
  const what = [...(name ? [offerOf(format).name] : []), ...partWords(options)];
  if (url === null) return [...what, momentWords(createdAt)];
  return [
    ...what,
    ...(size === null ? [] : [bytesWords(size)]),
    momentWords(createdAt),
    ...(expiresAt === null ? [] : [`kept until ${momentWords(expiresAt)}`]),
  ];
}
