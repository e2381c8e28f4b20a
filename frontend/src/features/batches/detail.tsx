import { Link } from "@tanstack/react-router";
import { type ReactNode, useEffect, useEffectEvent } from "react";
import { useQuery } from "urql";
import { useJobActs } from "@/graphql/job-acts";
import { usePriceTag } from "@/graphql/price-tag";
import { KINDS } from "@/graphql/words";
import { Button } from "@/ui/button";
import { momentWords } from "@/ui/moments";
import { dollars } from "@/ui/money";
import { Brief } from "@/ui/price-tag";
import { Skeleton } from "@/ui/status";
import { Tip } from "@/ui/tip";
import { type Batch, BatchDetails, type Details } from "./documents";
import { REASONS } from "./words";

/** What failed of a batch and why, and what it left out. */
export function BatchDetail({ batch }: { batch: Batch }) {
  const [{ data, error }, again] = useQuery({
    query: BatchDetails,
    variables: { id: batch.id },
    requestPolicy: "cache-and-network",
  });
  const reread = useEffectEvent(() => again({ requestPolicy: "network-only" }));
  const { failed } = batch.counts;
  const told = data?.batch?.failed.length;
  useEffect(() => {
    if (told !== undefined && told !== failed) reread();
  }, [failed, told]);
  const { retry } = useJobActs();
  const details = data?.batch;
  if (!details && error)
    return (
      <p className="flex items-center gap-2 pt-2 text-xs text-soft">
        It could not be read.
        <Button size="sm" onClick={() => again({ requestPolicy: "network-only" })}>
          Try again
        </Button>
      </p>
    );
  if (!details) return <Skeleton className="mt-2 h-10" />;
  return (
    <div className="flex flex-col gap-2 pt-2 text-xs">
      <Facts batch={batch} />
      <Failed details={details} batch={batch} onRetry={(id) => void retry([{ id }])} />
      <Skipped details={details} batch={batch} />
    </div>
  );
}

function Facts({ batch }: { batch: Batch }) {
  const { createdAt, requestedBy, held, mostCost } = batch;
  return (
    <p className="text-soft tabular-nums">
      Asked for by {requestedBy.name}, {momentWords(createdAt)}.
      {Number(mostCost) > 0 ? ` ${dollars(mostCost)} at most.` : ""}
      {Number(held) > 0 ? ` ${dollars(held)} is held for the rest.` : ""}
    </p>
  );
}

type PartProps = { details: Details; batch: Batch };

function Failed({ details, batch, onRetry }: PartProps & { onRetry: (id: string) => void }) {
  if (details.failed.length === 0) return null;
  return (
    <section aria-label="Failed">
      <h4 className="font-semibold text-faint">Failed</h4>
      <ul>
        {details.failed.map(({ id, kind, clip, error, canRetry }) => (
          <li key={id} className="flex items-baseline gap-2 py-0.5">
            <p className="min-w-0 grow wrap-anywhere">
              <ToClip clip={clip} batch={batch} />
              <span className="text-soft">
                {" "}
                {KINDS[kind].toLowerCase()}: {error?.message ?? "no reason was told"}
              </span>
            </p>
            {canRetry ? <Again id={id} number={clip?.number} onRetry={onRetry} /> : null}
          </li>
        ))}
      </ul>
    </section>
  );
}

type AgainProps = { id: string; number: string | undefined; onRetry: (id: string) => void };

function Again({ id, number, onRetry }: AgainProps) {
  const price = usePriceTag({ again: id });
  return (
    <Tip label={price.words}>
      <button
        type="button"
        aria-label={`Try again: ${number ?? "a deleted shot"}`}
        onClick={() => onRetry(id)}
        {...price.near}
        className="flex min-h-6 shrink-0 items-center gap-1.5 rounded-sm px-1 text-accent hover:bg-hover"
      >
        Try again
        <Brief price={price} />
      </button>
    </Tip>
  );
}

function Skipped({ details, batch }: PartProps) {
  if (details.skipped.length === 0) return null;
  return (
    <section aria-label="Left out">
      <h4 className="font-semibold text-faint">Left out</h4>
      <ul>
        {details.skipped.map(({ clip, reason }, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: they never change, and some are gone.
          <li key={at} className="py-0.5 text-soft">
            <ToClip clip={clip} batch={batch} /> {REASONS[reason]}
          </li>
        ))}
      </ul>
    </section>
  );
}

type ToClipProps = { clip: { id: string; number: string } | null; batch: Batch };

function ToClip({ clip, batch }: ToClipProps): ReactNode {
  if (!clip) return "A deleted shot";
  return (
    <Link
      to="/projects/$projectId"
      params={{ projectId: batch.project.id }}
      search={(before) => ({ ...before, clip: clip.id })}
      className="font-medium text-ink underline"
    >
      {clip.number}
    </Link>
  );
}
