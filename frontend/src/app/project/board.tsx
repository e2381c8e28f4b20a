import { useParams, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { Board } from "@/features/storyboard/board";
import { Beside } from "./beside";
import { useJoints } from "./joints";

export function BoardPage() {
  const { projectId } = useParams({ from: "/projects/$projectId" });
  const { clip = null } = useSearch({ from: "/projects/$projectId" });
  const joints = useJoints();
  const [chosen, choose] = useState<readonly string[]>([]);
  return (
    <Beside projectId={projectId} clipId={clip} clipIds={chosen}>
      <Board
        projectId={projectId}
        inspectedId={clip}
        onInspect={joints.inspect}
        onChosen={choose}
        onOpenTake={joints.openTake}
        onGenerate={joints.generate}
        onGenerateWith={joints.generateWith}
        onPresent={joints.present}
      />
    </Beside>
  );
}
