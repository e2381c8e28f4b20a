import { useCallback } from "react";
import { notices } from "@/actions/notices";
import { GenerateClips, type Target } from "@/graphql/acts";
import { useJobActs } from "@/graphql/job-acts";
import type { ResultOf } from "@/graphql/tada";
import { useWish } from "@/graphql/wish";
import { plural } from "@/ui/words";
import { KINDS, type Options, USUAL } from "./target";

type Queued = ResultOf<typeof GenerateClips>["generateClips"];

/** Queues renders of a target, all of them or none, and says so; then calls `done`. */
export function useGenerate() {
  const wish = useWish();
  const { cancel } = useJobActs();
  return useCallback(
    async (target: Target, options: Options = USUAL, done?: () => void): Promise<void> => {
      const { what, ...how } = options;
      await wish(
        GenerateClips,
        { ...target, ...how, kinds: KINDS[what] },
        {
          done(queued) {
            tell(queued, () => void cancel(queued.jobs));
            done?.();
          },
        },
      );
    },
    [wish, cancel],
  );
}

function tell({ jobs, skipped }: Queued, cancel: () => void): void {
  const asked = new Set(jobs.map((job) => job.clip?.id)).size;
  const left =
    skipped.length > 0 ? ` ${plural(skipped.length, "shot")} left out: drawn or queued.` : "";
  if (asked === 0) notices.say(`Nothing to do.${left}`);
  else notices.say(`${plural(asked, "shot")} queued.${left}`, { label: "Cancel", run: cancel });
}
