import { useParams, useSearch } from "@tanstack/react-router";
import { Board } from "@/features/storyboard/board";
import { Beside } from "./beside";
import { useJoints } from "./joints";

export function BoardPage() {
  const { projectId } = useParams({ from: "/projects/$projectId" });
  const { clip = null } = useSearch({ from: "/projects/$projectId" });
  const joints = useJoints();
  return (
    <Beside projectId={projectId} clipId={clip}>
      <Board
        projectId={projectId}
        inspectedId={clip}
        onInspect={joints.inspect}
        onOpenTake={joints.openTake}
        onGenerate={joints.generate}
        onGenerateWith={joints.generateWith}
        onPresent={joints.present}
      />
    </Beside>
  );
}
