import { lazy, useState } from "react";
import { useActions } from "@/actions/registry";
import { DropVeil } from "@/ui/drop-veil";
import { Later } from "@/ui/later";
import { chooseTimeline, TIMELINES } from "./timeline-file";
import { useTimelineDrop } from "./use-timeline-drop";

const ComparisonDialog = lazy(() =>
  import("./comparison").then((module) => ({ default: module.ComparisonDialog })),
);

/** Compares a project with a timeline that is chosen, or dropped on any of its screens. */
export function ComparingHere({ projectId }: { projectId: string }) {
  const [file, setFile] = useState<File | null>(null);
  const [nth, setNth] = useState(0);
  function open(next: File) {
    setFile(next);
    setNth((count) => count + 1);
  }
  const over = useTimelineDrop(true, open);
  useActions([
    {
      id: "compare.timeline",
      label: "Compare with a timeline …",
      group: "Edit",
      run: () => chooseTimeline(TIMELINES, open),
    },
  ]);
  return (
    <>
      {over ? <DropVeil words="Drop a timeline to see what changed" /> : null}
      {file ? (
        <Later>
          <ComparisonDialog
            key={nth}
            projectId={projectId}
            file={file}
            onFile={open}
            onClose={() => setFile(null)}
          />
        </Later>
      ) : null}
    </>
  );
}
