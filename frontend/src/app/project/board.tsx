import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useGenerate } from "@/features/generate/use-generate";
import { Board } from "@/features/storyboard/board";

export function BoardPage() {
  const { projectId } = useParams({ from: "/projects/$projectId" });
  const search: { clip?: string } = useSearch({ strict: false });
  const navigate = useNavigate();
  const generate = useGenerate();
  const change = (part: Record<string, string | undefined>) =>
    void navigate({
      to: ".",
      search: (before) => ({ ...before, ...part }) as never,
      replace: true,
      resetScroll: false,
    });
  return (
    <Board
      projectId={projectId}
      inspectedId={search.clip ?? null}
      onInspect={(clip) => change({ clip: clip ?? undefined })}
      onOpenTake={(take, clip) => change({ take, clip })}
      onGenerate={(target) => void generate(target)}
      onGenerateWith={(target) => void generate(target)}
      onPresent={(from) =>
        void navigate({
          to: "/projects/$projectId/present",
          params: { projectId },
          search: { from },
        })
      }
    />
  );
}
