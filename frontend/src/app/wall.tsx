import { useNavigate } from "@tanstack/react-router";
import { ProjectsWall } from "@/features/projects/wall";
import { chooseFile, DropZone } from "@/features/script/files";

export function WallPage() {
  const navigate = useNavigate();
  const read = () => void navigate({ to: "/import" });
  return (
    <DropZone onTaken={read}>
      <ProjectsWall onChooseFile={() => chooseFile(read)} />
    </DropZone>
  );
}
