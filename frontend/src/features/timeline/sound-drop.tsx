import { Music2 } from "lucide-react";
import { Progress } from "@/ui/status";
import { type Coming, useComing } from "./bringing";
import { HEAD } from "./use-view";

type SoundDropProps = { projectId: string; empty: boolean; onAsk: () => void };

/** Under the sounds: those that are on their way, and the place for another. */
export function SoundDrop({ projectId, empty, onAsk }: SoundDropProps) {
  const mine = useComing().filter((one) => one.projectId === projectId);
  return (
    <div className="sticky left-0 flex w-fit flex-col">
      {mine.map((one) => (
        <Arriving key={one.nth} coming={one} />
      ))}
      <button
        type="button"
        onClick={onAsk}
        className="my-2 ml-3 flex min-h-9 items-center gap-2.5 rounded-md border border-dashed border-line px-3 py-1.5 text-left text-xs text-soft hover:border-edge hover:text-ink"
      >
        <Music2 size={14} aria-hidden className="shrink-0 text-faint" />
        {empty
          ? "Add music: drop a file where it is to begin, or choose one for the playhead. Its beats become lines that shots snap to."
          : "Add music or sound at the playhead"}
      </button>
    </div>
  );
}

function Arriving({ coming }: { coming: Coming }) {
  return (
    <div className="flex h-9 items-center gap-3 px-3 text-xs text-soft">
      <span className="truncate" style={{ width: HEAD - 24 }}>
        {coming.name}
      </span>
      <div className="w-64">
        <Progress value={coming.progress} label={`Bringing ${coming.name}`} />
      </div>
      <span className="tabular-nums">{Math.round(coming.progress * 100)} %</span>
    </div>
  );
}
