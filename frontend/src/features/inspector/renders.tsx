import { RotateCcw, X } from "lucide-react";
import { type ReactNode, useState } from "react";
import { waitOf } from "@/editor/time";
import { isActive, type Job } from "@/graphql/entities";
import { usePriceTag } from "@/graphql/price-tag";
import { useTick } from "@/graphql/progress";
import { jobWords, KINDS } from "@/graphql/words";
import { Button, IconButton } from "@/ui/button";
import { Skeleton, Status } from "@/ui/status";
import { Section } from "./section";
import { whenOf } from "./words";

type RendersProps = {
  /** Newest first; undefined while they are read. */
  jobs: readonly Job[] | undefined;
  /** Stands instead of them if they could not be read. */
  unread: ReactNode;
  onCancel: (job: Job) => void;
  onRetry: (job: Job) => void;
};

const FEW = 4;

/** The shot's last renders. */
export function Renders({ jobs, unread, onCancel, onRetry }: RendersProps) {
  const [all, setAll] = useState(false);
  const shown = all ? jobs : jobs?.slice(0, FEW);
  return (
    <Section title="Renders" aside={jobs?.length || null}>
      {unread}
      {jobs === undefined && !unread ? <Skeleton className="h-10" /> : null}
      {jobs?.length === 0 ? (
        <p className="text-sm text-soft">This shot was never rendered.</p>
      ) : null}
      <ul className="-my-2 divide-y divide-line empty:hidden">
        {shown?.map((job) => (
          <Row key={job.id} job={job} onCancel={() => onCancel(job)} onRetry={() => onRetry(job)} />
        ))}
      </ul>
      {jobs && jobs.length > FEW ? (
        <Button size="sm" look="quiet" className="-ml-2 mt-2" onClick={() => setAll(!all)}>
          {all ? "Show fewer" : `Show all ${jobs.length}`}
        </Button>
      ) : null}
    </Section>
  );
}

type RowProps = { job: Job; onCancel: () => void; onRetry: () => void };

function Row({ job, onCancel, onRetry }: RowProps) {
  const active = isActive(job);
  const tick = useTick(active ? job.id : undefined);
  const { tone, word } = jobWords(job, tick);
  const again = usePriceTag(job.canRetry ? { again: job.id } : null);
  const eta = tick?.etaSeconds ?? job.etaSeconds;
  const wait = active && eta !== null ? waitOf(eta) : null;
  const reason = job.error?.message ?? (job.state === "FAILED" ? job.message : null);
  const facts = [
    KINDS[job.kind],
    job.count > 1 ? `${job.count} takes` : null,
    job.endpoint?.name,
    whenOf(job.finishedAt ?? job.createdAt),
  ];
  return (
    <li className="flex items-start gap-2 py-2">
      <div className="min-w-0 grow">
        <div className="flex items-center gap-2">
          <span className="min-w-0 grow truncate tabular-nums" title={word}>
            <Status tone={tone}>{word}</Status>
          </span>
          {wait ? <span className="text-2xs text-faint tabular-nums">{wait}</span> : null}
        </div>
        <p
          className="mt-0.5 truncate text-2xs text-faint tabular-nums"
          title={new Date(job.createdAt).toLocaleString()}
        >
          {facts.filter(Boolean).join(" · ")}
        </p>
        {reason ? <p className="mt-1 text-xs text-bad wrap-anywhere">{reason}</p> : null}
      </div>
      {active ? (
        <IconButton small label="Cancel this render" onClick={onCancel}>
          <X size={14} aria-hidden />
        </IconButton>
      ) : null}
      {job.canRetry ? (
        <IconButton small label="Try this render again" price={again} onClick={onRetry}>
          <RotateCcw size={14} aria-hidden />
        </IconButton>
      ) : null}
    </li>
  );
}
