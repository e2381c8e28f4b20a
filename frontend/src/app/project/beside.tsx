import { useSearch } from "@tanstack/react-router";
import { lazy, type ReactNode, useState } from "react";
import { useActions } from "@/actions/registry";
import { Later } from "@/ui/later";
import { useJoints } from "./joints";

const Inspector = lazy(() =>
  import("@/features/inspector/inspector").then((module) => ({ default: module.Inspector })),
);
const SHUT = "storycanvas.inspector.shut";

type BesideProps = {
  projectId: string;
  clipId: string | null;
  /** All that are chosen, if the screen knows of choosing several. */
  clipIds?: readonly string[];
  /** Rises each time the inspector is asked for. */
  asked?: number;
  children: ReactNode;
};

/** A screen with the inspector beside it, unless the queue is there; on a narrow window over it, while something is chosen. */
export function Beside({ projectId, clipId, clipIds = [], asked = 0, children }: BesideProps) {
  const joints = useJoints();
  const { queue } = useSearch({ from: "__root__" });
  const [shut, setShut] = useState(() => localStorage.getItem(SHUT) === "yes");
  const [heard, hear] = useState(asked);
  if (heard !== asked) {
    hear(asked);
    turn(false);
  }
  function turn(next: boolean) {
    localStorage.setItem(SHUT, next ? "yes" : "no");
    setShut(next);
  }
  useActions([
    { id: "inspector", label: "Inspector", group: "View", keys: "i", run: () => turn(!shut) },
  ]);
  return (
    <div className="relative flex h-full">
      <div className="h-full min-w-0 grow">{children}</div>
      {shut || queue ? null : (
        <div
          className={`h-full shrink-0 max-lg:absolute max-lg:inset-y-0 max-lg:right-0 max-lg:z-20 max-lg:shadow-float ${clipId ? "" : "max-lg:hidden"}`}
        >
          <Later instead={<div className="h-full w-90 border-l border-line bg-panel" />}>
            <Inspector
              projectId={projectId}
              clipId={clipId}
              clipIds={clipIds}
              onClose={() => (clipId && innerWidth < 1152 ? joints.inspect(null) : turn(true))}
              onOpenTake={joints.openTake}
              onGenerate={joints.generate}
              onGenerateWith={joints.generateWith}
              onInspect={joints.inspect}
            />
          </Later>
        </div>
      )}
    </div>
  );
}
