import { Link } from "@tanstack/react-router";
import { buttonClass } from "@/ui/button";
import { Empty } from "@/ui/empty";
import { Skeleton } from "@/ui/status";

/** The timeline's own layout, while the project is being read. */
export function TimelineSkeleton() {
  return (
    <div role="status" aria-label="Opening the timeline" className="flex h-full flex-col">
      <div className="grid h-2/5 place-items-center bg-stage p-2">
        <Skeleton className="aspect-video h-full" />
      </div>
      <div className="flex h-11 items-center gap-3 border-y border-line bg-panel px-4">
        <Skeleton className="h-6 w-40" />
      </div>
      <div className="flex flex-col gap-2 p-3">
        <Skeleton className="h-6" />
        <Skeleton className="h-18" />
        <Skeleton className="h-18" />
      </div>
    </div>
  );
}

export function NoShots({ projectId }: { projectId: string }) {
  return (
    <div className="grid h-full place-items-center">
      <Empty
        title="The timeline begins with a shot"
        actions={
          <>
            <Link
              to="/projects/$projectId"
              params={{ projectId }}
              className={buttonClass("primary")}
            >
              Add shots to the storyboard
            </Link>
            <Link to="/import" search={{ project: projectId }} className={buttonClass("quiet")}>
              Import a script
            </Link>
          </>
        }
      >
        Here the shots of the film lie one after another on a ruler, as long as they last, with
        music under them. Drag them to other places and lengths, and play it all.
      </Empty>
    </div>
  );
}
