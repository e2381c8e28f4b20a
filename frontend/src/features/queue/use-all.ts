import { type Action, useActions } from "@/actions/registry";
import { filterOf, useJobActs } from "@/graphql/job-acts";
import type { Wanted } from "@/graphql/price-tag";
import { useQueueActs } from "@/graphql/queue-acts";
import { useActiveCount } from "./use-queue";

/** What can be done with all renders of a project, or with all there are; also from the palette. */
export function useAllActs(projectId: string | null) {
  const { cancelAll, retryFailed } = useJobActs();
  const { pauseAll, resumeAll, clearEnded } = useQueueActs();
  const count = useActiveCount({ projectId }) ?? 0;
  const acts = {
    pause: () => void pauseAll(projectId),
    resume: () => void resumeAll(projectId),
    cancel: () => void cancelAll(projectId),
    retry: () => void retryFailed(projectId),
    clear: () => void clearEnded(projectId),
  };
  const again: Wanted = { againAll: { filter: filterOf(projectId) } };
  const whose = projectId === null ? "renders" : "renders of this project";
  const blocked = count === 0 ? "Nothing is under way." : null;
  const action = (id: keyof typeof acts, label: string, why: string | null = null): Action => ({
    id: `queue.${id}`,
    label,
    group: "Generate",
    blocked: why,
    run: acts[id],
  });
  useActions([
    action("pause", `Pause all ${whose}`, blocked),
    action("resume", `Resume all ${whose}`, blocked),
    action("cancel", `Cancel all ${whose}`, blocked),
    { ...action("retry", `Retry all failed ${whose}`), price: () => again },
    action("clear", `Clear all ended ${whose} from the queue`),
  ]);
  return { ...acts, again };
}

export type AllActs = ReturnType<typeof useAllActs>;
