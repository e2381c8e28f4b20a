import { Link } from "@tanstack/react-router";
import { Button, buttonClass } from "@/ui/button";
import { Empty } from "@/ui/empty";
import { Skeleton } from "@/ui/status";
import { useBoardActs } from "./board-acts";
import type { Show } from "./filter";
import { boxOf, GAP, MARGIN } from "./layout";
import { useWidth } from "./use-grid";
import { useSize } from "./use-size";

/** The board's own layout, while the project is being read. */
export function BoardSkeleton() {
  const [area, width] = useWidth();
  const [size] = useSize();
  const box = boxOf(width, size, 16 / 9);
  return (
    <div role="status" aria-label="Opening the storyboard" className="flex h-full">
      <div className="hidden w-55 shrink-0 flex-col gap-2 border-r border-line bg-panel p-3 md:flex">
        {[1, 2, 3].map((row) => (
          <Skeleton key={row} className="h-12" />
        ))}
      </div>
      <div ref={area} className="flex min-w-0 grow flex-col">
        <div className="flex h-11 shrink-0 items-center border-b border-line px-4">
          <Skeleton className="h-4 w-64" />
        </div>
        <div className="flex flex-wrap overflow-hidden" style={{ gap: GAP, padding: MARGIN }}>
          {Array.from({ length: width > 0 ? 3 * box.columns : 0 }, (_, at) => at).map((at) => (
            <div
              key={at}
              className="overflow-hidden rounded-lg bg-panel"
              style={{ width: box.width, height: box.picture + box.words }}
            >
              <div style={{ height: box.picture }}>
                <Skeleton className="h-full rounded-none" />
              </div>
              <div className="flex flex-col gap-2 p-2.5">
                <Skeleton className="h-3 w-1/2" />
                <Skeleton className="h-3" />
                <Skeleton className="h-3 w-2/3" />
              </div>
            </div>
          ))}
        </div>
      </div>
    </div>
  );
}

export function BoardError({ message, onAgain }: { message: string; onAgain: () => void }) {
  return (
    <div role="alert" className="h-full">
      <Empty
        title="The storyboard could not be read"
        actions={
          <Button look="primary" onClick={onAgain}>
            Try again
          </Button>
        }
      >
        {message}
      </Empty>
    </div>
  );
}

export function EmptyProject({ projectId, onAdd }: { projectId: string; onAdd: () => void }) {
  return (
    <Empty
      title="Start with a script, or with a shot"
      actions={
        <>
          <Link to="/import" search={{ project: projectId }} className={buttonClass("primary")}>
            Import a script
          </Link>
          <Button onClick={onAdd}>Add the first shot</Button>
        </>
      }
    >
      A script becomes scenes and shots by itself: its headings are the scenes, its beats the shots.
      You can also build the board by hand.
    </Empty>
  );
}

const NOTHING: Partial<Record<Show, [title: string, words: string]>> = {
  new: ["No new takes", "No shot has takes that came after you picked one."],
};

export function EmptyScene({ sceneId }: { sceneId: string }) {
  const acts = useBoardActs();
  return (
    <div className="mx-4 flex h-24 items-center justify-center gap-3 rounded-lg border border-dashed border-line text-sm text-soft">
      No shots in this scene yet.
      <Button size="sm" onClick={() => acts.addShot(sceneId)}>
        Add a shot
      </Button>
    </div>
  );
}

export function NothingFits({ show, onClear }: { show: Show; onClear: () => void }) {
  const [title, words] = NOTHING[show] ?? [
    "No shot fits",
    "Nothing in this project matches what you look for.",
  ];
  return (
    <Empty title={title} actions={<Button onClick={onClear}>Show all shots</Button>}>
      {words}
    </Empty>
  );
}
