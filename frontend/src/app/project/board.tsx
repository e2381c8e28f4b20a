import { useParams, useSearch } from "@tanstack/react-router";
import { Board } from "@/features/storyboard/board";
import { Beside } from "./beside";
import { useChoosing, useJoints } from "./joints";

export function BoardPage() {
  const { projectId } = useParams({ from: "/projects/$projectId" });
  const { clip = null } = useSearch({ from: "/projects/$projectId" });
  const joints = useJoints();
  const { chosen, choose, wanted, onTaken } = useChoosing();
  return (
    <Beside projectId={projectId} clipId={clip} clipIds={chosen}>
      <Board
        projectId={projectId}
        inspectedId={clip}
        onInspect={joints.inspect}
        onChosen={choose}
        wanted={wanted}
        onTaken={onTaken}
        onOpenTake={joints.openTake}
        onGenerate={joints.generate}
        onGenerateWith={joints.generateWith}
        onPresent={joints.present}
      />
    </Beside>
  );
}
