import { useParams } from "@tanstack/react-router";
import { ListVideo } from "lucide-react";
import { useLiveProject } from "@/graphql/live";
import { buttonClass } from "@/ui/button";
import { Tip } from "@/ui/tip";
import { useActiveJobs } from "./use-queue";

const MOST = 99;
const MOST_FOLLOWED = 8;

/** Opens the queue from everywhere, and says how much is under way. */
export function QueueButton({ onPress }: { onPress: () => void }) {
  const { jobs } = useActiveJobs();
  const { projectId } = useParams({ strict: false });
  const elsewhere = [...new Set(jobs.map((job) => job.project.id))].filter(
    (id) => id !== projectId,
  );
  const count = jobs.length > MOST ? `${MOST}+` : String(jobs.length);
  const label = jobs.length > 0 ? `Queue: ${count} under way` : "Queue: nothing under way";
  return (
    <>
      <Tip label={label} keys="q">
        <button
          type="button"
          aria-label={label}
          onClick={onPress}
          className={buttonClass("quiet", "sm", "h-8 min-w-8")}
        >
          <ListVideo size={16} aria-hidden />
          {jobs.length > 0 ? <span className="text-accent tabular-nums">{count}</span> : null}
        </button>
      </Tip>
      {elsewhere.slice(0, MOST_FOLLOWED).map((id) => (
        <Follow key={id} projectId={id} />
      ))}
    </>
  );
}

/** Follows a project that is not open, for as long as something is rendered in it. */
function Follow({ projectId }: { projectId: string }) {
  useLiveProject({ projectId });
  return null;
}
