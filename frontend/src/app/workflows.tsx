import { useNavigate } from "@tanstack/react-router";
import { notices } from "@/actions/notices";
import { takeWorkflowAlong } from "@/features/generate/options/kept";
import { Workflows } from "@/features/workflows/screen";

export function WorkflowsPage() {
  const navigate = useNavigate();
  return (
    <Workflows
      onUse={(workflow, projectId) => {
        takeWorkflowAlong(workflow);
        notices.say(`“${workflow.name}” is chosen: press Shift+G to generate with it.`);
        void navigate({ to: "/projects/$projectId", params: { projectId } });
      }}
    />
  );
}
