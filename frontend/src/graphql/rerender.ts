/** Making a take again from its recipe, wherever it is shown. */
import { useCallback } from "react";
import { notices } from "@/actions/notices";
import { asksFirst } from "./confirming";
import { JobFields, Trouble } from "./entities";
import { useJobActs } from "./job-acts";
import { QuoteFields } from "./money";
import { graphql } from "./tada";
import { useWish } from "./wish";

const RerenderTake = graphql(
  `
  mutation RerenderTake($input: RerenderTakeInput!) {
    rerenderTake(input: $input) {
      jobs {
        ...JobFields
      }
      quote {
        ...QuoteFields
      }
      note
      userErrors {
        ...Trouble
      }
    }
  }
`,
  [JobFields, QuoteFields, Trouble],
);

type Paying = { quoteId?: string };

/** Queues the same again; where that goes over a limit, one is asked first. */
export function useRerender() {
  const wish = useWish();
  const { cancel } = useJobActs();
  return useCallback(
    async function rerender(takeId: string, paying: Paying = {}): Promise<void> {
      await wish(
        RerenderTake,
        { takeId, ...paying },
        {
          done({ jobs, note }) {
            const run = () => void cancel(jobs);
            const why = note ? ` ${note}` : "";
            notices.say(`Queued again with the same recipe.${why}`, { label: "Cancel", run });
          },
          refused: (payload) => asksFirst([payload?.quote], ([pay]) => void rerender(takeId, pay)),
        },
      );
    },
    [wish, cancel],
  );
}
