import type { Target } from "@/graphql/acts";
import { usePriceTag } from "@/graphql/price-tag";
import { staleTarget, useStale, useStaleReasons } from "@/graphql/stale";
import { PricedButton } from "@/ui/button";
import { Status } from "@/ui/status";

type StaleNoteProps = { clipId: string; onUpdate: (target: Target) => void };

/** That what the shot shows would be made differently now, why, and doing so. */
export function StaleNote({ clipId, onUpdate }: StaleNoteProps) {
  const stale = useStale().has(clipId);
  const why = useStaleReasons(clipId, stale);
  const target = staleTarget([clipId]);
  const price = usePriceTag(stale ? { asking: target } : null, true);
  if (!stale) return null;
  return (
    <section
      aria-label="Out of date"
      className="flex items-start gap-2 px-4 pb-3 text-xs text-soft"
    >
      <div className="min-w-0 grow">
        <Status tone="warn">
          <span className="text-ink">Out of date</span>
        </Status>
        <p className="mt-0.5 pl-3.5 wrap-anywhere">{why}</p>
      </div>
      <PricedButton size="sm" price={price} onClick={() => onUpdate(target)}>
        Update …
      </PricedButton>
    </section>
  );
}
