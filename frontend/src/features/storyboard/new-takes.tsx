import type { Clip } from "@/graphql/entities";
import { plural } from "@/ui/words";
import { useBoardActs } from "./board-acts";

export function NewMark() {
  return <span aria-hidden className="size-2 shrink-0 rounded-full border-2 border-accent" />;
}

/** Says over the picture that there is more than it shows, and leads there. */
export function NewTakes({ clip, reachable }: { clip: Clip; reachable: boolean }) {
  const acts = useBoardActs();
  const { newTakeCount: count } = clip;
  return (
    <button
      type="button"
      tabIndex={reachable ? 0 : -1}
      title="Look at the newest take"
      aria-label={`${plural(count, "new take")} of shot ${clip.number}: look at the newest`}
      onClick={() => acts.openNewest(clip.id)}
      className="absolute bottom-1.5 left-1.5 flex h-6 items-center gap-1.5 rounded-sm bg-raised px-1.5 text-2xs font-medium text-ink tabular-nums hover:bg-hover active:bg-pressed"
    >
      <NewMark />
      {count.toLocaleString("en")} new
    </button>
  );
}
