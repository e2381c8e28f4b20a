import { useCallback } from "react";
import { notices } from "@/actions/notices";
import { useAct } from "@/graphql/act";
import { Trouble } from "@/graphql/entities";
import { graphql } from "@/graphql/tada";

const ShareTake = graphql(
  `
  mutation ShareTake($input: ShareTakeInput!) {
    shareTake(input: $input) {
      url
      expiresAt
      userErrors {
        ...Trouble
      }
    }
  }
`,
  [Trouble],
);

const DAYS = 7;

/** Copies an address at which anybody sees the file for a week. */
export function useShare() {
  const act = useAct();
  return useCallback(
    async function share(takeId: string): Promise<void> {
      const done = await act(ShareTake, { takeId, days: DAYS });
      if (!done.ok) {
        notices.problems(done.problems, () => void share(takeId), "share");
        return;
      }
      const { url, expiresAt } = done.payload;
      if (url === null) return;
      const address = new URL(url, location.origin).href;
      const until = expiresAt ? new Date(expiresAt).toLocaleDateString() : `${DAYS} days`;
      try {
        await navigator.clipboard.writeText(address);
        notices.say(
          `Link copied. Whoever has it sees this take until ${until}. Where its format can, it carries Content Credentials.`,
        );
      } catch {
        notices.warn(`Until ${until} this take is shown at ${address}`, undefined, "share");
      }
    },
    [act],
  );
}
