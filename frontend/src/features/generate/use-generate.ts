import { useCallback } from "react";
import { notices } from "@/actions/notices";
import { requestKey, useAct } from "@/graphql/act";
import { JobFields } from "@/graphql/entities";
import { graphql } from "@/graphql/tada";
import { plural } from "@/ui/words";
import { KINDS, type Options, type Target, USUAL } from "./target";

const GenerateClips = graphql(
  `
  mutation GenerateClips($input: GenerateClipsInput!) {
    generateClips(input: $input) {
      jobs {
        ...JobFields
      }
      skipped {
        clipId
        reason
        message
      }
      userErrors {
        code
        field
        message
      }
    }
  }
`,
  [JobFields],
);

const CancelJobs = graphql(
  `
  mutation CancelGenerated($input: CancelJobsInput!) {
    cancelJobs(input: $input) {
      jobs {
        ...JobFields
      }
      userErrors {
        code
        field
        message
      }
    }
  }
`,
  [JobFields],
);

/** Queues renders of a target, and says so; all of them or none. True if they were queued. */
export function useGenerate() {
  const act = useAct();
  return useCallback(
    async (target: Target, options: Options = USUAL, key = requestKey()): Promise<boolean> => {
      const outcome = await act(GenerateClips, {
        ...target,
        kinds: KINDS[options.what],
        count: options.count,
        seed: options.seed,
        endpointId: options.endpointId,
        missingOnly: options.missingOnly,
        idempotencyKey: key,
      });
      if (!outcome.ok) {
        notices.problems(outcome.problems);
        return false;
      }
      const { jobs, skipped } = outcome.payload;
      const asked = new Set(jobs.map((job) => job.clip?.id)).size;
      const left =
        skipped.length > 0 ? ` ${plural(skipped.length, "shot")} left out: drawn or queued.` : "";
      if (asked === 0) {
        notices.say(`Nothing to do.${left}`);
        return true;
      }
      notices.say(`${plural(asked, "shot")} queued.${left}`, {
        label: "Cancel",
        run: async () => {
          const undone = await act(CancelJobs, { jobIds: jobs.map((job) => job.id) });
          if (undone.ok) notices.say(`Cancelled ${plural(asked, "shot")}.`);
          else notices.problems(undone.problems);
        },
      });
      return true;
    },
    [act],
  );
}
