import { useParams } from "@tanstack/react-router";
import { type ComponentType, useState } from "react";
import { ticks } from "@/graphql/progress";
import { Button } from "@/ui/button";
import { Drawer } from "@/ui/drawer";
import { Skeleton } from "@/ui/status";
import { Unread } from "@/ui/unread";
import { Heading } from "./heading";
import { QueueList } from "./list";
import { longestWait } from "./order";
import { type AllActs, useAllActs } from "./use-all";
import { useQueue } from "./use-queue";
import { etaWords, leftOf } from "./words";

type QueueDrawerProps = {
  open: boolean;
  onClose: () => void;
  /** What stands above the renders of a project, or of all. */
  Above?: ComponentType<{ projectId: string | null }>;
};

/** The renders that are under way and those that ended lately. */
export function QueueDrawer({ open, onClose, Above }: QueueDrawerProps) {
  const { projectId } = useParams({ strict: false });
  const [everywhere, setEverywhere] = useState(false);
  const of = projectId && !everywhere ? projectId : null;
  const acts = useAllActs(of);
  return (
    <Drawer open={open} onClose={onClose} title="Queue" keys="q">
      {open ? (
        <div className="flex h-full flex-col">
          {projectId ? <Scope everywhere={everywhere} onChange={setEverywhere} /> : null}
          {Above ? <Above projectId={of} /> : null}
          <Renders key={of} projectId={of} acts={acts} />
        </div>
      ) : null}
    </Drawer>
  );
}

function Renders({ projectId, acts }: { projectId: string | null; acts: AllActs }) {
  const { active, past, count, more, error, waiting, again } = useQueue({ projectId });
  const waits = active.filter((job) => job.pausedAt === null);
  const longest = longestWait(waits, (job) => leftOf(ticks.of(job.id) ?? job));
  const wait = longest && etaWords(longest);
  if (waiting) return error ? <Unread what="queue" onAgain={again} /> : <Waiting />;
  const held = active.some((job) => job.pausedAt !== null && job.state === "QUEUED");
  const items = [
    { id: "pause", label: "Pause all", onSelect: acts.pause },
    { id: "resume", label: "Resume all", disabled: !held, onSelect: acts.resume },
    { id: "cancel", label: "Cancel all", danger: true, onSelect: acts.cancel },
  ];
  return (
    <>
      {count > 0 ? (
        <Heading
          title={`${count.toLocaleString("en")} under way${wait === null ? "" : `, ${wait}`}`}
          act={held ? { label: "Resume all", run: acts.resume } : null}
          menu={{ label: "All under way", items }}
        />
      ) : null}
      <QueueList active={active} past={past} named={projectId === null} onMore={more} acts={acts} />
    </>
  );
}

type ScopeProps = { everywhere: boolean; onChange: (all: boolean) => void };

function Scope({ everywhere, onChange }: ScopeProps) {
  return (
    <fieldset className="flex shrink-0 gap-1 px-4 pt-3">
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
