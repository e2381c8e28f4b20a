import { useState } from "react";
import { useQuery } from "urql";
import { Button } from "@/ui/button";
import { plural } from "@/ui/words";
import { BatchRow } from "./batch";
import { BatchesQuery } from "./documents";
import { isOver } from "./words";

type BatchesProps = {
  /** Of one project, or of all. */
  projectId: string | null;
};

/** So many of those that are over are shown. */
const EARLIER = 10;

/** What was asked for at once: first what is under way, then, if one wants, what was. */
export function Batches({ projectId }: BatchesProps) {
  const [earlier, setEarlier] = useState(false);
  const [{ data }] = useQuery({
    query: BatchesQuery,
    variables: { projectId },
    requestPolicy: "cache-and-network",
  });
  const [opened, open] = useState<string | null>(null);
  // A render of one shot stands in the queue by itself.
  const batches = (data?.batches.nodes ?? []).filter(({ counts }) => counts.total > 1);
  const active = batches.filter(({ counts }) => !isOver(counts));
  const over = batches.filter(({ counts }) => isOver(counts)).slice(0, EARLIER);
  if (batches.length === 0) return null;
  const shown = earlier ? [...active, ...over] : active;
  return (
    <section
      aria-label="Batches"
      className="max-h-[60%] shrink-0 overflow-y-auto border-b border-edge"
    >
      <header className="sticky top-0 z-10 flex h-9 items-center gap-1 bg-panel pl-4 pr-2">
        <h3 className="min-w-0 grow truncate text-xs font-semibold text-faint tabular-nums">
          {active.length > 0 ? `${plural(active.length, "batch", "batches")} under way` : "Batches"}
        </h3>
        {over.length > 0 ? (
          <Button
            size="sm"
            look="quiet"
            aria-expanded={earlier}
            onClick={() => setEarlier(!earlier)}
          >
            {earlier ? "Hide earlier ones" : `${over.length} earlier`}
          </Button>
        ) : null}
      </header>
      <ul>
        {shown.map((batch) => (
          <li key={batch.id}>
            <BatchRow
              batch={batch}
              named={projectId === null}
              open={opened === batch.id}
              onOpen={() => open(opened === batch.id ? null : batch.id)}
            />
          </li>
        ))}
      </ul>
    </section>
  );
}
