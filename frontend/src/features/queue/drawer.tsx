import { useParams } from "@tanstack/react-router";
import { useState } from "react";
import { waitOf } from "@/editor/time";
import { useJobActs } from "@/graphql/job-acts";
import { Button } from "@/ui/button";
import { Drawer } from "@/ui/drawer";
import { Skeleton } from "@/ui/status";
import { Unread } from "@/ui/unread";
import { Heading } from "./heading";
import { QueueList } from "./list";
import { longestWait } from "./order";
import { useQueue } from "./use-queue";

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
  const of = projectId && !everywhere ? projectId : null;
  return (
    <div className="flex h-full flex-col">
      {projectId ? <Scope everywhere={everywhere} onChange={setEverywhere} /> : null}
      <Renders key={of} projectId={of} />
    </div>
  );
}

function Renders({ projectId }: { projectId: string | null }) {
  const { active, past, count, more, error, waiting, again } = useQueue({ projectId });
  const { cancelAll } = useJobActs();
  const wait = longestWait(active);
  if (waiting) return error ? <Unread what="queue" onAgain={again} /> : <Waiting />;
  return (
    <>
      {count > 0 ? (
        <Heading
          title={`${count.toLocaleString("en")} under way${wait === null ? "" : `, ${waitOf(wait)}`}`}
          act={count > 1 ? { label: "Cancel all", run: () => void cancelAll(projectId) } : null}
        />
      ) : null}
      <QueueList active={active} past={past} named={projectId === null} onMore={more} />
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
