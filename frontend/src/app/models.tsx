import { useNavigate } from "@tanstack/react-router";
import { notices } from "@/actions/notices";
import { takeAlong } from "@/features/generate/options/kept";
import { Models } from "@/features/models/screen";

export function ModelsPage() {
  const navigate = useNavigate();
  return (
    <Models
      onUse={(model, projectId) => {
        takeAlong(model);
        notices.say(`“${model.name}” is chosen: press Shift+G to generate with it.`);
        void navigate({ to: "/projects/$projectId", params: { projectId } });
      }}
    />
  );
}
