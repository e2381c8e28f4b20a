import { problemOf } from "@/graphql/act";
import { useProject, type WholeProject } from "@/graphql/project";
import { useAgain } from "@/graphql/use-again";
import { Button } from "@/ui/button";
import { Skeleton } from "@/ui/status";
import { ClipPanel } from "./clip-panel";
import { chosenClips, findClip } from "./film";
import { Bar } from "./head";
import { Leftovers } from "./leftovers";
import { ManyPanel } from "./many-panel";
import { ProjectPanel } from "./project-panel";
import type { InspectorProps } from "./props";
import { useResume } from "./use-draft";

/** The panel beside the board: all about what is chosen there. */
export function Inspector(props: InspectorProps) {
  useResume();
  return (
    <aside
      aria-label="Inspector"
      className="flex h-full w-90 max-w-full shrink-0 flex-col border-l border-line bg-panel"
    >
      <Inside {...props} />
    </aside>
  );
}

function Inside(props: InspectorProps) {
  const { project, error, reread } = useProject(props.projectId);
  useAgain(error !== undefined && project === undefined, reread);
  if (project) return <Chosen {...props} project={project} />;
  if (!error) return <Waiting onClose={props.onClose} />;
  return (
    <>
      <Bar title="Inspector" onClose={props.onClose} />
      <div className="flex flex-col items-start gap-3 p-4 text-sm text-soft">
        <p>{problemOf(error).message}</p>
        <Button onClick={reread}>Try again</Button>
      </div>
    </>
  );
}

function Chosen(props: InspectorProps & { project: WholeProject }) {
  const { project, clipId, clipIds = [], onClose } = props;
  const clips = clipIds.length > 1 ? chosenClips(project, clipIds) : [];
  if (clips.length > 1) return <ManyPanel {...props} clips={clips} />;
  const found = clipId === null ? null : findClip(project, clipId);
  if (found) return <ClipPanel {...props} found={found} />;
  if (clipId === null) return <ProjectPanel project={project} onClose={onClose} />;
  return (
    <>
      <Bar title="Inspector" onClose={onClose} />
      <div className="min-h-0 grow overflow-y-auto">
        <p className="p-4 text-sm text-soft">This shot is gone. Choose another one.</p>
        <Leftovers clipId={clipId} />
      </div>
    </>
  );
}

function Waiting({ onClose }: { onClose: () => void }) {
  return (
    <>
      <Bar title="Inspector" onClose={onClose} />
      <div className="flex flex-col gap-3 p-4" aria-busy>
        <Skeleton className="h-6 w-48" />
        <Skeleton className="aspect-[16/9]" />
        <Skeleton className="h-8" />
        <Skeleton className="h-8" />
        <Skeleton className="h-24" />
        <Skeleton className="h-24" />
      </div>
    </>
  );
}
