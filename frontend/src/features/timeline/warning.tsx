import { Status } from "@/ui/status";
import { plural } from "@/ui/words";
import { useDesk } from "./desk";
import { useTroubles } from "./film-panel";

/** How many overlaps there are; pressed, the playhead goes to the first. */
export function Warning() {
  const { film, acts } = useDesk();
  const count = useTroubles().reduce((sum, { overlaps }) => sum + overlaps, 0);
  if (count === 0) return null;
  const first = film.shots.find(({ lane }) => lane > 0);
  return (
    <button
      type="button"
      title="Go to the first"
      onClick={() => first && acts.seek(first.start)}
      className="h-7 rounded-md px-2 hover:bg-hover"
    >
      <Status tone="warn">{plural(count, "overlap")}</Status>
    </button>
  );
}
