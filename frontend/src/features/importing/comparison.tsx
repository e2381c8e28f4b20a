import { useMemo } from "react";
import { rateOf } from "@/editor/time";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Empty } from "@/ui/empty";
import { SkeletonRows } from "@/ui/status";
import { plural } from "@/ui/words";
import { ChangeList } from "./change-list";
import { groupsOf, summaryOf } from "./comparing";
import type { ComparedProject, Comparison } from "./documents";
import { Remarks } from "./remarks";
import { chooseTimeline, TIMELINES } from "./timeline-file";
import { useComparison } from "./use-comparison";

type ComparisonProps = {
  projectId: string;
  file: File;
  /** Another file in its place. */
  onFile: (file: File) => void;
  onClose: () => void;
};

const FORMATS: Record<NonNullable<Comparison["format"]>, string> = {
  OTIO: "OpenTimelineIO",
  FCPXML: "Final Cut Pro XML",
  EDL: "Edit decision list",
  PROJECT_JSON: "Project of this studio",
};

/** What somebody changed in the film with another program, to be done here as well. */
export function ComparisonDialog({ projectId, file, onFile, onClose }: ComparisonProps) {
  const model = useComparison(projectId, file, onClose);
  const { read } = model;
  const changed =
    read.state === "read" &&
    read.comparison.changes.length + read.comparison.soundChanges.length > 0;
  const format = read.state === "read" ? read.comparison.format : null;
  const other = () => chooseTimeline(TIMELINES, onFile);
  return (
    <Dialog
      open
      wide
      onClose={onClose}
      title="What changed elsewhere"
      description={[file.name, format ? FORMATS[format] : null].filter(Boolean).join(" · ")}
      footer={changed ? <Foot model={model} onClose={onClose} /> : undefined}
    >
      {read.state === "reading" ? (
        <div role="status" aria-label="Comparing">
          <SkeletonRows count={5} />
        </div>
      ) : read.state === "refused" ? (
        <Empty
          title="This cannot be compared"
          actions={
            <>
              {read.again ? <Button onClick={model.again}>Try again</Button> : null}
              <Button onClick={other}>Choose another file</Button>
            </>
          }
        >
          {read.words}
        </Empty>
      ) : (
        <Found model={model} project={read.project} comparison={read.comparison} onOther={other} />
      )}
    </Dialog>
  );
}

type Model = ReturnType<typeof useComparison>;
type FoundProps = {
  model: Model;
  project: ComparedProject;
  comparison: Comparison;
  onOther: () => void;
};

function Found({ model, project, comparison, onOther }: FoundProps) {
  const groups = useMemo(
    () => groupsOf(comparison, project, rateOf(project.fps)),
    [comparison, project],
  );
  return (
    <>
      {model.problems.length > 0 ? <Problems model={model} /> : null}
      {groups.length === 0 ? (
        <Empty
          title="Nothing changed"
          actions={<Button onClick={onOther}>Choose another file</Button>}
        >
          {comparison.unchangedCount === 0
            ? "The timeline has none of this project’s shots, and no others."
            : `All ${plural(comparison.unchangedCount, "shot")} are as they are here.`}
        </Empty>
      ) : (
        <>
          <p role="status" className="mb-4 text-sm text-soft tabular-nums">
            {summaryOf(comparison)}
          </p>
          <ChangeList groups={groups} chosen={model.chosen} onTurn={model.turn} />
        </>
      )}
      <Remarks warnings={comparison.warnings} />
    </>
  );
}

function Problems({ model: { problems, stale, again } }: { model: Model }) {
  return (
    <div
      role="alert"
      className="mb-4 flex items-center gap-3 rounded-md bg-bad-wash px-3 py-2 text-sm"
    >
      <p className="grow">
        {stale
          ? "The project changed since it was compared. Nothing was done."
          : problems.map(({ message }) => message).join(" ")}
      </p>
      {stale ? (
        <Button size="sm" onClick={again}>
          Compare again
        </Button>
      ) : null}
    </div>
  );
}

function Foot({ model, onClose }: { model: Model; onClose: () => void }) {
  const { chosen, applying, stale, apply } = model;
  return (
    <>
      <Button look="quiet" onClick={onClose}>
        Cancel
      </Button>
      <Button
        look="primary"
        disabled={chosen.size === 0 || applying || stale}
        onClick={() => void apply()}
      >
        {applying ? "Making changes" : `Make ${plural(chosen.size, "change")}`}
      </Button>
    </>
  );
}
