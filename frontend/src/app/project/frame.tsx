import { Outlet, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { lazy, useMemo, useState } from "react";
import { notices } from "@/actions/notices";
import { useActions } from "@/actions/registry";
import { useAsks } from "@/features/generate/asks";
import { useGenerate } from "@/features/generate/use-generate";
import { ComparingHere } from "@/features/importing/comparing-here";
import type { Target } from "@/graphql/acts";
import { useLiveProject } from "@/graphql/live";
import { useProject, type WholeProject } from "@/graphql/project";
import { StaleContext, useStaleClips } from "@/graphql/stale";
import { Later } from "@/ui/later";
import { Missing } from "../missing";
import { type Choosing, ChoosingContext, type Joints, JointsContext } from "./joints";

const Lightbox = lazy(() =>
  import("@/features/gallery/lightbox").then((module) => ({ default: module.Lightbox })),
);
const GenerateDialog = lazy(() =>
  import("@/features/generate/dialog").then((module) => ({ default: module.GenerateDialog })),
);
const ExportDialog = lazy(() =>
  import("@/features/exporting/dialog").then((module) => ({ default: module.ExportDialog })),
);

/** What all screens of a project share: its reading, following it, and what opens over it. */
export function ProjectFrame() {
  const { projectId } = useParams({ from: "/projects/$projectId" });
  const navigate = useNavigate();
  const { project } = useProject(projectId);
  const [asking, setAsking] = useState<Target | null>(null);
  const [exporting, setExporting] = useState(false);
  const joints = useProjectJoints(projectId, setAsking);
  const [choosing, show] = useProjectChoosing(projectId);
  const stale = useStaleClips(project);
  useAsks(project);
  useLiveProject({
    projectId,
    after: project?.lastSeq ?? null,
    onDeleted: () => {
      notices.say("This project was deleted.");
      void navigate({ to: "/" });
    },
  });
  useActions([
    {
      id: "go.cast",
      label: "Cast, locations and styles",
      group: "Go to",
      keys: "o c",
      run: () => void navigate({ to: "/projects/$projectId/cast", params: { projectId } }),
    },
    {
      id: "go.timeline",
      label: "Timeline",
      group: "Go to",
      keys: "o t",
      run: () => void navigate({ to: "/projects/$projectId/timeline", params: { projectId } }),
    },
    {
      id: "export",
      label: "Export …",
      group: "View",
      keys: "$mod+e",
      run: () => setExporting(true),
    },
  ]);
  if (project === null) return <Missing what="project" />;
  return (
    <JointsContext value={joints}>
      <StaleContext value={stale}>
        <ChoosingContext value={choosing}>
          <Outlet />
        </ChoosingContext>
      </StaleContext>
      {project ? <ComparingHere projectId={projectId} /> : null}
      <Later>{project ? <TakeViewer project={project} /> : null}</Later>
      <Later>
        {project && asking ? (
          <GenerateDialog project={project} target={asking} onClose={() => setAsking(null)} />
        ) : null}
      </Later>
      <Later>
        {project && exporting ? (
          <ExportDialog
            project={project}
            chosen={choosing.chosen}
            onShow={show}
            onClose={() => setExporting(false)}
          />
        ) : null}
      </Later>
    </JointsContext>
  );
}

function useProjectJoints(projectId: string, ask: (target: Target) => void): Joints {
  const navigate = useNavigate();
  const generate = useGenerate();
  return useMemo(() => {
    const change = (part: { clip?: string | undefined; take?: string }, replace: boolean) =>
      void navigate({
        to: ".",
        search: (before) => ({ ...before, ...part }),
        replace,
        resetScroll: false,
      });
    return {
      inspect: (clipId) => change({ clip: clipId ?? undefined }, true),
      openTake: (take) => change({ take }, false),
      generate: (target) => void generate(target),
      generateWith: ask,
      present: (from) =>
        void navigate({
          to: "/projects/$projectId/present",
          params: { projectId },
          search: from ? { from } : {},
        }),
    };
  }, [projectId, navigate, generate, ask]);
}

/** The selected shots, and a way to have some selected on the board. */
function useProjectChoosing(projectId: string): [Choosing, (clipIds: readonly string[]) => void] {
  const navigate = useNavigate();
  const [chosen, choose] = useState<readonly string[]>([]);
  const [wanted, want] = useState<readonly string[] | null>(null);
  const choosing = useMemo(
    () => ({ chosen, choose, wanted, onTaken: () => want(null) }),
    [chosen, wanted],
  );
  function show(clipIds: readonly string[]) {
    want(clipIds);
    void navigate({ to: "/projects/$projectId", params: { projectId }, search: {} });
  }
  return [choosing, show];
}

/** The lightbox while the address names a take. */
function TakeViewer({ project }: { project: WholeProject }) {
  const { take, with: beside } = useSearch({ from: "/projects/$projectId" });
  const navigate = useNavigate();
  if (!take) return null;

  const drawn = project.scenes
    .flatMap((scene) => scene.clips)
    .filter((clip) => clip.selectedTake !== null);
  function show(shown?: string, other?: string) {
    void navigate({
      to: ".",
      search: (before) => ({ ...before, take: shown, with: other }),
      replace: shown !== undefined,
      resetScroll: false,
    });
  }
  function toShot(from: string, way: 1 | -1) {
    const next = drawn[drawn.findIndex((clip) => clip.id === from) + way]?.selectedTake;
    if (next) show(next.id);
  }
  return (
    <Lightbox takeId={take} withId={beside} onShow={show} onShot={toShot} onClose={() => show()} />
  );
}
