import { useNavigate } from "@tanstack/react-router";
import { useCallback } from "react";
import { notices } from "@/actions/notices";
import { GenerateClips, type Target } from "@/graphql/acts";
import { useJobActs } from "@/graphql/job-acts";
import { KINDS_OF, lastKind, type What } from "@/graphql/last-kind";
import type { Quote } from "@/graphql/money";
import { leftWords } from "@/graphql/price-words";
import type { ResultOf } from "@/graphql/tada";
import { useWish } from "@/graphql/wish";
import { dollars } from "@/ui/money";
import { plural } from "@/ui/words";
import type { inputOf } from "./options/recipe";
import { type Options, USUAL } from "./target";

/** What is asked for, as the graph is told. */
export function wishOf(
  target: Target,
  { what, fromPicked, ...how }: Options,
  recipe: ReturnType<typeof inputOf> = {},
) {
  const named = "startTakeId" in recipe || "staleOnly" in target;
  const picked = what === "video" && fromPicked && !named ? { startFromPicked: true } : {};
  return { ...target, ...how, ...recipe, ...picked, kinds: KINDS_OF[what] };
}

/** With a quote that was confirmed; told if it was refused for money. */
type Paying = { quoteId?: string; onRefused?: () => void };

type Queued = ResultOf<typeof GenerateClips>["generateClips"];

/** Queues renders of a target, all of them or none, and says so; then calls `done`. */
export function useGenerate() {
  const wish = useWish();
  const navigate = useNavigate();
  const { cancel } = useJobActs();
  return useCallback(
    async function generate(
      target: Target,
      options?: Options,
      done?: () => void,
      recipe: ReturnType<typeof inputOf> = {},
      { quoteId, onRefused }: Paying = {},
    ): Promise<void> {
      const asked = options ?? { ...USUAL, what: lastKind.get() };
      const pay = quoteId === undefined ? {} : { quoteId };
      await wish(
        GenerateClips,
        { ...wishOf(target, asked, recipe), ...pay },
        {
          done(queued) {
            tell(queued, asked.what, () => void cancel(queued.jobs));
            done?.();
          },
          refused(payload) {
            const quote = payload?.quote;
            if (!quote) return false;
            if (onRefused) onRefused();
            else
              tellPrice(quote, {
                confirm: () => void generate(target, options, done, recipe, { quoteId: quote.id }),
                look: (hash) => void navigate({ to: "/spending", hash }),
              });
            return true;
          },
        },
      );
    },
    [wish, navigate, cancel],
  );
}

const SAID: Record<What, string> = {
  still: "queued",
  video: "queued for video",
  both: "queued for still and video",
};

function tell({ jobs, skipped }: Queued, what: What, cancel: () => void): void {
  const asked = new Set(jobs.map((job) => job.clip?.id)).size;
  const left = skipped.length > 0 ? ` ${leftWords(skipped)}` : "";
  if (asked === 0) notices.say(`Nothing to do.${left}`);
  else
    notices.say(`${plural(asked, "shot")} ${SAID[what]}.${left}`, { label: "Cancel", run: cancel });
}

type Ways = { confirm: () => void; look: (hash: string) => void };

/** Why it may not be spent, and what to do about it: of several reasons the first that stops it. */
function tellPrice({ reasons, verdict, mostCost }: Quote, { confirm, look }: Ways): void {
  const reason = reasons.find(({ code }) => code !== "SOFT_LIMIT") ?? reasons[0];
  if (!reason) return;
  const way =
    verdict === "NEEDS_CONFIRMATION"
      ? { label: `Spend up to ${dollars(mostCost ?? 0)}`, run: confirm }
      : reason.code === "PRICE_UNKNOWN"
        ? { label: "Set a price", run: () => look("prices") }
        : { label: "See the budgets", run: () => look("budgets") };
  const next = verdict === "NEEDS_CONFIRMATION" ? "" : ` ${reason.nextStep}`;
  notices.warn(`${reason.message}${next}`, way, "price");
}
