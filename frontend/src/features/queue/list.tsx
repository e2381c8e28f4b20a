import { useVirtualizer } from "@tanstack/react-virtual";
import { ListVideo } from "lucide-react";
import { type ReactNode, useEffect, useRef, useState } from "react";
import type { Job } from "@/graphql/entities";
import { useJobActs } from "@/graphql/job-acts";
import { priced } from "@/graphql/price-beside";
import { Empty } from "@/ui/empty";
import type { MenuItem } from "@/ui/menu";
import { useFocusKept } from "@/ui/use-focus-kept";
import { Heading } from "./heading";
import { JobRow } from "./row";
import type { AllActs } from "./use-all";
import { useJobMenu } from "./use-menu";

type QueueListProps = {
  active: readonly Job[];
  past: readonly Job[];
  /** Say of which project each is. */
  named: boolean;
  /** Reads on; null where all is read. */
  onMore: (() => void) | null;
  acts: AllActs;
};

export function QueueList({ active, past, named, onMore, acts }: QueueListProps) {
  const box = useRef<HTMLDivElement>(null);
  // The list stands before its box is known: as a state, to be told of it.
  const [scroller, setScroller] = useState<HTMLDivElement | null>(null);
  useEffect(() => setScroller(box.current), []);
  const focus = useFocusKept(box, () => box.current);
  const { cancel, retry } = useJobActs();
  const menu = useJobMenu();
  const row = (job: Job) => (
    <JobRow
      job={job}
      named={named}
      menu={menu(job)}
      onCancel={() => void cancel([job])}
      onRetry={() => void retry([job])}
    />
  );
  return (
    <div ref={box} tabIndex={-1} {...focus} className="min-h-0 grow overflow-y-auto outline-none">
      {active.length > 0 ? (
        <UnderWay jobs={active} box={scroller} row={row} onMore={onMore} />
      ) : null}
      {past.length > 0 ? (
        <section aria-label="Ended lately">
          <div className="sticky top-0 z-10 bg-panel">
            <Heading
              title="Ended lately"
              act={{ label: "Clear", run: acts.clear }}
              menu={{ label: "All that ended", items: endings(past, acts) }}
            />
          </div>
          <ul>
            {past.map((job) => (
              <li key={job.id}>{row(job)}</li>
            ))}
          </ul>
        </section>
      ) : null}
      {active.length + past.length === 0 ? <Nothing /> : null}
    </div>
  );
}

function endings(past: readonly Job[], acts: AllActs): MenuItem[] {
  const failed = past.some((job) => job.state === "FAILED" && job.canRetry);
  return [
    {
      id: "retry",
      label: "Retry all failed",
      disabled: !failed,
      ...(failed ? { aside: priced(() => acts.again) } : {}),
      onSelect: acts.retry,
    },
    { id: "clear", label: "Clear ended", onSelect: acts.clear },
  ];
}

/** A guess, until a row has been measured. */
const ROW = 81;
/** So many rows before the end is in sight the next are asked for. */
const AHEAD = 20;

type UnderWayProps = {
  jobs: readonly Job[];
  box: HTMLDivElement | null;
  row: (job: Job) => ReactNode;
  onMore: (() => void) | null;
};

/** Only the rows that are in sight stand in the page, however many there are. */
function UnderWay({ jobs, box, row, onMore }: UnderWayProps) {
  const virtual = useVirtualizer({
    count: jobs.length,
    getScrollElement: () => box,
    estimateSize: () => ROW,
    getItemKey: (at) => jobs[at]?.id ?? at,
    overscan: 6,
  });
  const shown = virtual.getVirtualItems();
  const last = shown.at(-1)?.index ?? 0;
  useEffect(() => {
    if (onMore && last >= jobs.length - AHEAD) onMore();
  }, [onMore, last, jobs.length]);

  return (
    <ul aria-label="Under way" className="relative" style={{ height: virtual.getTotalSize() }}>
      {shown.map(({ index, key, start }) => {
        const job = jobs[index];
        return job ? (
          <li
            key={key}
            ref={virtual.measureElement}
            data-index={index}
            aria-setsize={onMore ? -1 : jobs.length}
            aria-posinset={index + 1}
            className="absolute inset-x-0 top-0"
            style={{ transform: `translateY(${start}px)` }}
          >
            {row(job)}
          </li>
        ) : null;
      })}
    </ul>
  );
}

function Nothing() {
  return (
    <Empty icon={<ListVideo size={28} />} title="Nothing is being rendered">
      Generate a shot, a scene or the whole film: each render shows here with its progress.
    </Empty>
  );
}
