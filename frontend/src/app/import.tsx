import { useNavigate, useSearch } from "@tanstack/react-router";
import { ImportScreen } from "@/features/script/import-screen";

export function ImportPage() {
  const { project, example } = useSearch({ from: "/import" });
  const navigate = useNavigate();
  return (
    <ImportScreen
      projectId={project}
      exampleId={example}
      onExample={() =>
        void navigate({ to: "/import", search: project ? { project } : {}, replace: true })
      }
      onImported={(projectId) =>
        void navigate({ to: "/projects/$projectId", params: { projectId } })
      }
    />
  );
}
