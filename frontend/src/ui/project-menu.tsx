import { Clapperboard } from "lucide-react";
import { Button } from "./button";
import { Menu } from "./menu";

type ProjectMenuProps = {
  projects: readonly { id: string; name: string }[];
  onChoose: (projectId: string) => void;
};

/** Takes something along to a project. */
export function ProjectMenu({ projects, onChoose }: ProjectMenuProps) {
  return (
    <Menu
      label="Use in a project"
      items={
        projects.length > 0
          ? projects.map(({ id, name }) => ({
              id,
              label: name,
              icon: <Clapperboard size={14} />,
              onSelect: () => onChoose(id),
            }))
          : [{ id: "none", label: "No projects yet", disabled: true, onSelect: () => undefined }]
      }
    >
      <Button look="primary" size="sm">
        Use in …
      </Button>
    </Menu>
  );
}
