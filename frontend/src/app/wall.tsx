import { useNavigate } from "@tanstack/react-router";
import { lazy, useState } from "react";
import { notices } from "@/actions/notices";
import { useActions } from "@/actions/registry";
import { type Brought, bringTimeline } from "@/features/importing/bringing";
import { ComingNote } from "@/features/importing/coming-note";
import { BROUGHT, chooseTimeline } from "@/features/importing/timeline-file";
import { useTimelineDrop } from "@/features/importing/use-timeline-drop";
import { ProjectsWall } from "@/features/projects/wall";
import { chooseFile, DropZone } from "@/features/script/files";
import { Later } from "@/ui/later";

const BroughtDialog = lazy(() =>
  import("@/features/importing/brought-dialog").then((module) => ({
    default: module.BroughtDialog,
  })),
);

export function WallPage() {
  const navigate = useNavigate();
  const [brought, setBrought] = useState<Brought | null>(null);
  const read = () => void navigate({ to: "/import" });
  const open = ({ projectId }: Brought) =>
    void navigate({ to: "/projects/$projectId", params: { projectId } });
  function came(project: Brought) {
    if (project.remarks.length > 0) {
      setBrought(project);
      return;
    }
    notices.say(`Made a project of ${project.name}.`);
    open(project);
  }
  const bring = (file: File) => void bringTimeline(file, came);
  const choose = () => chooseTimeline(BROUGHT, bring);
  useTimelineDrop(false, bring);
  useActions([
    {
      id: "project.new.timeline",
      label: "New project from a timeline or bundle …",
      group: "Edit",
      run: choose,
    },
  ]);
  return (
    <DropZone
      onTaken={read}
      words="Drop a script to read it, or a timeline to make a project of it"
    >
      <ProjectsWall onChooseFile={() => chooseFile(read)} onChooseTimeline={choose} />
      <ComingNote />
      {brought ? (
        <Later>
          <BroughtDialog
            brought={brought}
            onOpen={() => open(brought)}
            onClose={() => setBrought(null)}
          />
        </Later>
      ) : null}
    </DropZone>
  );
}
