import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { Reading } from "@/features/script/reading";
import { Beside } from "./beside";
import { useJoints } from "./joints";

export function ScriptPage() {
  const { projectId } = useParams({ from: "/projects/$projectId/script" });
  const { script, clip } = useSearch({ from: "/projects/$projectId/script" });
  const navigate = useNavigate();
  const { inspect, openTake } = useJoints();
  return (
    <Beside projectId={projectId} clipId={clip ?? null}>
      <Reading
        projectId={projectId}
        scriptId={script}
        inspectedId={clip ?? null}
        onScript={(chosen) =>
          void navigate({ to: ".", search: (before) => ({ ...before, script: chosen }) })
        }
        onInspect={inspect}
        onOpen={({ id, selectedTake }) => {
          if (selectedTake) openTake(selectedTake.id);
          else
            void navigate({
              to: "/projects/$projectId",
              params: { projectId },
              search: { clip: id },
            });
        }}
      />
    </Beside>
  );
}
