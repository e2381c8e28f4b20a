import { useParams, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { Timeline } from "@/features/timeline/timeline";
import { Beside } from "./beside";
import { useChoosing, useJoints } from "./joints";

export function TimelinePage() {
  const { projectId } = useParams({ from: "/projects/$projectId/timeline" });
  const { clip = null } = useSearch({ from: "/projects/$projectId/timeline" });
  const joints = useJoints();
  const { chosen, choose } = useChoosing();
  const [asked, setAsked] = useState(0);
  return (
    <Beside projectId={projectId} clipId={clip} clipIds={chosen} asked={asked}>
      <Timeline
        projectId={projectId}
        inspectedId={clip}
        onInspect={joints.inspect}
        onOpen={() => setAsked((count) => count + 1)}
        onChosen={choose}
        onOpenTake={joints.openTake}
        onGenerate={joints.generate}
        onGenerateWith={joints.generateWith}
      />
    </Beside>
  );
}
