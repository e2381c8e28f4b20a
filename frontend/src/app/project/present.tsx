import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { Presentation } from "@/features/presentation/presentation";
import { useProject } from "@/graphql/project";
import { Missing } from "../missing";

export function PresentPage() {
  const { projectId } = useParams({ from: "/projects/$projectId/present" });
  const { from } = useSearch({ from: "/projects/$projectId/present" });
  const navigate = useNavigate();
  const { project } = useProject(projectId);
  if (project === null) return <Missing what="project" />;
  if (!project) return <div className="fixed inset-0 z-40 bg-stage" />;
  const leave = () => void navigate({ to: "/projects/$projectId", params: { projectId } });
  return <Presentation project={project} from={from} onClose={leave} />;
}
