import { type Model, PAINTERS } from "@/graphql/catalogue";
import { useRecentProjects } from "@/graphql/recent-projects";
import { ProjectMenu } from "@/ui/project-menu";

export type Use = (model: Model, projectId: string) => void;

/** Whether renders can be asked for with it by name. */
function isUsable({ kind }: Pick<Model, "kind">): boolean {
  return PAINTERS.includes(kind) || kind === "LORA";
}

/** Takes the model along to a project, to generate with it there. */
export function UseMenu({ model, onUse }: { model: Model; onUse: Use }) {
  const projects = useRecentProjects();
  if (!isUsable(model)) return null;
  return <ProjectMenu projects={projects} onChoose={(id) => onUse(model, id)} />;
}
