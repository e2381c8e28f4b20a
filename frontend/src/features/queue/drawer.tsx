import { useParams } from "@tanstack/react-router";
import { ListVideo } from "lucide-react";
import { useState } from "react";
import { waitOf } from "@/editor/time";
import type { Job } from "@/graphql/entities";
import { Button } from "@/ui/button";
import { Drawer } from "@/ui/drawer";
import { Empty } from "@/ui/empty";
import { Skeleton } from "@/ui/status";
import { longestWait } from "./order";
import { JobRow } from "./row";
import { useActiveJobs, useEndedJobs, useJobActs } from "./use-queue";

type QueueDrawerProps = { open: boolean; onClose: () => void };

/** The renders that are under way and those that ended lately. */
export function QueueDrawer({ open, onClose }: QueueDrawerProps) {
  return (
    <Drawer open={open} onClose={onClose} title="Queue" keys="q">
      {open ? <Inside /> : null}
    </Drawer>
  );
}

function Inside() {
  const { projectId } = useParams({ strict: false });
  const [everywhere, setEverywhere] = useState(false);
  const here = (job: Job) => !projectId || everywhere || job.project.id === projectId;
  const { jobs, error, waiting } = useActiveJobs();
  const active = jobs.filter(here);
  const past = useEndedJobs().filter(here);
  const failed = past.filter((job) => job.state === "FAILED" && job.canRetry);
  const { cancel, retry } = useJobActs();
  const named = !projectId || everywhere;
  const wait = longestWait(active);

  return (
    <>
      {projectId ? <Scope everywhere={everywhere} onChange={setEverywhere} /> : null}
      {waiting ? <Waiting /> : null}
      {error && jobs.length === 0 ? (
        <p className="p-4 text-sm text-soft">The queue could not be read. It goes on by itself.</p>
      ) : null}
      {active.length > 0 ? (
        <Section
          title={`${active.length} under way${wait === null ? "" : `, ${waitOf(wait)}`}`}
          act={active.length > 1 ? { label: "Cancel all", run: () => void cancel(active) } : null}
        >
          {active.map((job) => (
            <JobRow
              key={job.id}
              job={job}
              named={named}
              onCancel={() => void cancel([job])}
              onRetry={() => void retry([job])}
            />
          ))}
        </Section>
      ) : null}
      {past.length > 0 ? (
        <Section
          title="Ended lately"
          act={failed.length > 1 ? { label: "Retry failed", run: () => void retry(failed) } : null}
        >
          {past.map((job) => (
            <JobRow
              key={job.id}
              job={job}
              named={named}
              onCancel={() => void cancel([job])}
              onRetry={() => void retry([job])}
            />
          ))}
        </Section>
      ) : null}
      {!waiting && active.length + past.length === 0 ? (
        <Empty icon={<ListVideo size={28} />} title="Nothing is being rendered">
          Generate a shot, a scene or the whole film: each render shows here with its progress.
        </Empty>
      ) : null}
    </>
  );
}

type SectionProps = {
  title: string;
  act: { label: string; run: () => void } | null;
  children: React.ReactNode;
};

function Section({ title, act, children }: SectionProps) {
  return (
    <section aria-label={title}>
      <header className="sticky top-0 z-10 flex h-9 items-center justify-between bg-panel pl-4 pr-2">
        <h3 className="text-xs font-semibold text-faint tabular-nums">{title}</h3>
        {act ? (
          <Button size="sm" look="quiet" onClick={act.run}>
            {act.label}
          </Button>
        ) : null}
      </header>
      <ul>{children}</ul>
    </section>
  );
}

function Scope({
  everywhere,
  onChange,
}: {
  everywhere: boolean;
  onChange: (all: boolean) => void;
}) {
  return (
    <fieldset className="flex gap-1 px-4 pt-3">
      <legend className="sr-only">Which renders</legend>
      {[false, true].map((all) => (
        <Button
          key={String(all)}
          size="sm"
          look={all === everywhere ? "plain" : "quiet"}
          aria-pressed={all === everywhere}
          onClick={() => onChange(all)}
        >
          {all ? "All projects" : "This project"}
        </Button>
      ))}
    </fieldset>
  );
}

function Waiting() {
  return (
    <div className="flex flex-col gap-3 p-4">
      <Skeleton className="h-12" />
      <Skeleton className="h-12" />
      <Skeleton className="h-12" />
    </div>
  );
}
