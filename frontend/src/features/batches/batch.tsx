import { ChevronRight, Pause, Play, RotateCcw, X, Zap } from "lucide-react";
import { useId } from "react";
import { useSubscription } from "urql";
import { useJobActs } from "@/graphql/job-acts";
import { usePriceTag } from "@/graphql/price-tag";
import { useQueueActs } from "@/graphql/queue-acts";
import { Button, PricedButton } from "@/ui/button";
import { Progress, Status } from "@/ui/status";
import { BatchDetail } from "./detail";
import { type Batch, BatchProgress } from "./documents";
import { costWords, countWords, isOver, leftWords, ready, standingOf } from "./words";

type BatchRowProps = {
  batch: Batch;
  /** Say of which project it is. */
  named: boolean;
  open: boolean;
  onOpen: () => void;
};

/** One batch; while it is under way it is followed. */
export function BatchRow({ batch, named, open, onOpen }: BatchRowProps) {
  const id = useId();
  const over = isOver(batch.counts);
  useSubscription({ query: BatchProgress, variables: { batchId: batch.id }, pause: over });
  const { tone, word } = standingOf(batch.counts);
  const cost = costWords(batch);
  return (
    <div className="border-b border-line px-4 py-2.5">
      <button
        type="button"
        aria-expanded={open}
        aria-controls={id}
        onClick={onOpen}
        className="flex min-h-6 w-full items-center gap-1.5 rounded-sm text-left text-sm font-medium"
      >
        <ChevronRight
          size={14}
          aria-hidden
          className={`shrink-0 text-faint transition-transform ${open ? "rotate-90" : ""}`}
        />
        <span className="truncate">{batch.name}</span>
        {named ? (
          <span className="min-w-0 truncate font-normal text-faint">{batch.project.name}</span>
        ) : null}
      </button>
      <div className="pl-5">
        {over ? null : (
          <div className="my-1.5">
            <Progress value={batch.progress} label={`Progress of ${batch.name}`} />
          </div>
        )}
        <p className="flex flex-wrap items-center gap-x-3 text-xs text-soft tabular-nums">
          <Status tone={tone}>{word}</Status>
          <span>{countWords(batch.counts)}</span>
        </p>
        <p className="flex flex-wrap justify-between gap-x-3 text-xs text-soft tabular-nums">
          <span>{cost}</span>
          <span>{leftWords(batch)}</span>
        </p>
        <Acts batch={batch} />
        <div id={id}>{open ? <BatchDetail batch={batch} /> : null}</div>
      </div>
    </div>
  );
}

/** What can be done with all of it at once. */
function Acts({ batch: { id, name, counts } }: { batch: Batch }) {
  const { pauseBatch, resumeBatch, boostBatch } = useQueueActs();
  const { cancelBatch, retryBatch } = useJobActs();
  const acts = [
    ready(counts) > 0 && { label: "Pause", icon: Pause, run: pauseBatch },
    counts.paused > 0 && { label: "Resume", icon: Play, run: resumeBatch },
    ready(counts) > 0 && { label: "Boost", icon: Zap, run: boostBatch },
    !isOver(counts) && { label: "Cancel", icon: X, run: cancelBatch },
  ].filter((one) => one !== false);
  if (acts.length === 0 && counts.failed === 0) return null;
  return (
    <div className="-ml-2 mt-1 flex flex-wrap gap-0.5">
      {acts.map(({ label, icon: Icon, run }) => (
        <Button
          key={label}
          size="sm"
          look="quiet"
          aria-label={`${label}: ${name}`}
          onClick={() => void run(id)}
        >
          <Icon size={12} aria-hidden />
          {label}
        </Button>
      ))}
      {counts.failed > 0 ? (
        <RetryFailed id={id} name={name} onRetry={() => void retryBatch(id)} />
      ) : null}
    </div>
  );
}

function RetryFailed({ id, name, onRetry }: { id: string; name: string; onRetry: () => void }) {
  const price = usePriceTag({ againAll: { filter: { batchId: id } } });
  return (
    <PricedButton
      size="sm"
      look="quiet"
      price={price}
      aria-label={`Retry failed: ${name}`}
      onClick={onRetry}
    >
      <RotateCcw size={12} aria-hidden />
      Retry failed
    </PricedButton>
  );
}
