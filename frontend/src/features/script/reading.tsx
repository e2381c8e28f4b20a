import { Link } from "@tanstack/react-router";
import { clsx } from "clsx";
import { FilePlus2 } from "lucide-react";
import { useProject } from "@/graphql/project";
import { Button, buttonClass } from "@/ui/button";
import { Empty } from "@/ui/empty";
import { Skeleton } from "@/ui/status";
import type { ScriptText } from "./documents";
import type { Clip } from "./passages";
import { ReadingPage } from "./reading-page";
import "./type";
import { plural } from "@/ui/words";
import { usePage, useScripts } from "./use-reading";

type ReadingProps = {
  projectId: string;
  /** The script to read; that of the inspected shot, else the first, if missing. */
  scriptId?: string | undefined;
  inspectedId: string | null;
  onScript: (scriptId: string) => void;
  onInspect: (clipId: string) => void;
  onOpen: (clip: Clip) => void;
};

/** A project's scripts as they were written, with the shots beside their lines. */
export function Reading({ projectId, scriptId, onScript, ...rest }: ReadingProps) {
  const { scripts, origins, error, fetching, again } = useScripts(projectId);
  const { project } = useProject(projectId);
  if (!scripts && error && !fetching) return <Unread onAgain={again} />;
  if (!scripts) return <Coming />;
  if (scripts.length === 0) return <NoScript projectId={projectId} />;
  const home = project?.scenes.find(({ clips }) => clips.some(({ id }) => id === rest.inspectedId));
  const wanted = scriptId ?? (home && origins.get(home.id));
  const script = scripts.find(({ id }) => id === wanted) ?? scripts[0];
  if (!script) return null;
  return (
    <div className="flex h-full flex-col">
      <Head projectId={projectId} scripts={scripts} shown={script} onScript={onScript} />
      <div className="min-h-0 grow">
        <Body key={script.id} script={script} project={project} origins={origins} {...rest} />
      </div>
    </div>
  );
}

type BodyProps = Pick<ReadingProps, "inspectedId" | "onInspect" | "onOpen"> & {
  script: ScriptText;
  project: ReturnType<typeof useProject>["project"];
  origins: ReadonlyMap<string, string | undefined>;
};

function Body({ script, project, origins, ...rest }: BodyProps) {
  const page = usePage(script, project, origins);
  return <ReadingPage page={page} {...rest} />;
}

type HeadProps = Pick<ReadingProps, "projectId" | "onScript"> & {
  scripts: readonly ScriptText[];
  shown: ScriptText;
};

function Head({ projectId, scripts, shown, onScript }: HeadProps) {
  return (
    <header className="flex flex-wrap items-center gap-2 border-b border-line px-4 py-2">
      <nav aria-label="Scripts" className="flex min-w-0 flex-wrap gap-1">
        {scripts.map((script) => (
          <button
            key={script.id}
            type="button"
            aria-current={script.id === shown.id ? "page" : undefined}
            onClick={() => onScript(script.id)}
            className={clsx(
              "h-8 max-w-72 truncate rounded-md px-3 text-sm hover:bg-hover",
              script.id === shown.id ? "bg-raised font-medium" : "text-soft",
            )}
          >
            {script.title || "Untitled"}
          </button>
        ))}
      </nav>
      <span className="text-xs tabular-nums text-faint">{plural(shown.lineCount, "line")}</span>
      <div className="grow" />
      <Link to="/import" search={{ project: projectId }} className={buttonClass("plain")}>
        <FilePlus2 size={16} aria-hidden />
        Add a script
      </Link>
    </header>
  );
}

function NoScript({ projectId }: { projectId: string }) {
  return (
    <Empty
      title="This project has no script yet"
      actions={
        <Link to="/import" search={{ project: projectId }} className={buttonClass("primary")}>
          Add a script
        </Link>
      }
    >
      Add one, and it is read here as it was written, with its shots beside their lines. The scenes
      that are there stay; those of the script follow them.
    </Empty>
  );
}

function Unread({ onAgain }: { onAgain: () => void }) {
  return (
    <Empty
      title="The script could not be read"
      actions={
        <Button look="primary" onClick={onAgain}>
          Try again
        </Button>
      }
    >
      The studio does not answer. Nothing is lost.
    </Empty>
  );
}

function Coming() {
  return (
    <div aria-busy className="mx-auto flex max-w-240 flex-col gap-4 px-4 pt-20">
      <Skeleton className="h-5 w-1/2" />
      <Skeleton className="h-16 w-2/3" />
      <Skeleton className="ml-24 h-12 w-1/3" />
      <Skeleton className="h-16 w-2/3" />
    </div>
  );
}
