import { useParams } from "@tanstack/react-router";
import { CastScreen } from "@/features/cast/screen";
import { useProject } from "@/graphql/project";

export function CastPage() {
  const { projectId } = useParams({ from: "/projects/$projectId" });
  const { project, error, fetching, reread } = useProject(projectId);
  const failed = error !== undefined && project === undefined && !fetching;
  return (
    <CastScreen
      projectId={projectId}
      project={project ?? null}
      failed={failed}
      onAgain={() => void reread()}
    />
  );
}
