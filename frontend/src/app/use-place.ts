import { useLocation, useParams } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { useQuery } from "urql";
import { history } from "@/actions/history";
import { ProjectHeadQuery } from "@/features/projects/documents";
import { useTitle } from "@/ui/use-title";
import { titleOf } from "./title";

/** Names the place, and lets go of what could be undone in a project when another is opened. */
export function usePlace(): void {
  const { pathname } = useLocation();
  const { projectId } = useParams({ strict: false });
  const [{ data }] = useQuery({
    query: ProjectHeadQuery,
    variables: { id: projectId ?? "" },
    pause: !projectId,
  });
  const project = projectId && data?.project?.id === projectId ? data.project.name : undefined;
  useTitle(titleOf(pathname, project));

  const last = useRef(projectId);
  useEffect(() => {
    if (!projectId) return;
    if (last.current && last.current !== projectId) history.clear();
    last.current = projectId;
  }, [projectId]);
}
