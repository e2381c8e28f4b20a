import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { notices } from "@/actions/notices";
import { Presentation } from "@/features/presentation/presentation";
import { Screen } from "@/features/presentation/screen";
import { useLiveProject } from "@/graphql/live";
import { useProject } from "@/graphql/project";
import { useAgain } from "@/graphql/use-again";
import { Button } from "@/ui/button";
import { Unread } from "@/ui/unread";
import { Missing } from "../missing";

export function PresentPage() {
  const { projectId } = useParams({ from: "/projects/$projectId/present" });
  const { from } = useSearch({ from: "/projects/$projectId/present" });
  const navigate = useNavigate();
  const { project, error, fetching, reread } = useProject(projectId);
  const failed = error !== undefined && project === undefined && !fetching;
  useAgain(failed, reread);
  useLiveProject({
    projectId,
    after: project?.lastSeq ?? null,
    onDeleted: () => {
      notices.say("This project was deleted.");
      void navigate({ to: "/" });
    },
  });
  const leave = () => void navigate({ to: "/projects/$projectId", params: { projectId } });
  if (project === null) return <Missing what="project" />;
  if (project) return <Presentation project={project} from={from} onClose={leave} />;
  return (
    <Screen title="Presentation" onClose={leave}>
      {failed ? (
        <>
          <Unread what="film" onAgain={reread} />
          <Button look="quiet" className="mx-auto" onClick={leave}>
            Back to the storyboard
          </Button>
        </>
      ) : null}
    </Screen>
  );
}
