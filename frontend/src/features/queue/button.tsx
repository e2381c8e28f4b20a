import { ListVideo } from "lucide-react";
import { buttonClass } from "@/ui/button";
import { Tip } from "@/ui/tip";
import { useActiveCount } from "./use-queue";

const MOST = 999;
const EVERYWHERE = { projectId: null };

/** Opens the queue from everywhere, and says how much is under way. */
export function QueueButton({ onPress }: { onPress: () => void }) {
  const count = useActiveCount(EVERYWHERE) ?? 0;
  const said = count > MOST ? `${MOST}+` : String(count);
  const label =
    count > 0 ? `Queue: ${count.toLocaleString("en")} under way` : "Queue: nothing under way";
  return (
    <Tip label={label} keys="q">
      <button
        type="button"
        aria-label={label}
        onClick={onPress}
        className={buttonClass("quiet", "sm", "h-8 min-w-8")}
      >
        <ListVideo size={16} aria-hidden />
        {count > 0 ? <span className="text-accent tabular-nums">{said}</span> : null}
      </button>
    </Tip>
  );
}
