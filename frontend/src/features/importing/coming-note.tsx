import { Progress } from "@/ui/status";
import { useComing } from "./bringing";

/** A file on its way, at the edge of the page. */
export function ComingNote() {
  const coming = useComing();
  if (!coming) return null;
  const sent = coming.progress >= 1;
  return (
    <div
      role="status"
      className="fixed bottom-4 left-1/2 z-30 w-80 max-w-[calc(100vw-2rem)] -translate-x-1/2 rounded-md bg-raised px-4 py-3 text-sm shadow-float"
    >
      <p className="mb-2 truncate">
        {sent ? "Making a project of" : "Bringing"} {coming.name}
      </p>
      <Progress value={coming.progress} label={`Bringing ${coming.name}`} />
    </div>
  );
}
