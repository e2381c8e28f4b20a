import { Link } from "@tanstack/react-router";
import type { WholeProject, WholeScene } from "@/graphql/project";
import { Part } from "@/ui/side";
import { plural } from "@/ui/words";

const MOST = 60;
const CHIP =
  "inline-flex h-6 min-w-8 max-w-72 items-center justify-center truncate rounded-md bg-raised px-2 text-xs tabular-nums text-ink transition-colors hover:bg-hover active:bg-pressed";

type UsedPartProps = {
  projectId: string;
  project: WholeProject | null;
  clipIds: readonly string[];
};

/** The shots that it feeds, each a way to it. */
export function UsedPart({ projectId, project, clipIds }: UsedPartProps) {
  const wanted = new Set(clipIds);
  const clips =
    project?.scenes.flatMap((scene) => scene.clips.filter(({ id }) => wanted.has(id))) ?? [];
  return (
    <Part title={clips.length > 0 ? `Used in ${plural(clips.length, "shot")}` : "Not used yet"}>
      <ul className="flex flex-wrap gap-1.5 empty:hidden">
        {clips.slice(0, MOST).map(({ id, number, name }) => (
          <li key={id}>
            <Link
              to="/projects/$projectId"
              params={{ projectId }}
              search={{ clip: id }}
              title={name}
              aria-label={`Shot ${number}`}
              className={CHIP}
            >
              {number}
            </Link>
          </li>
        ))}
      </ul>
      {clips.length > MOST ? (
        <p className="mt-1 text-xs text-faint">and {plural(clips.length - MOST, "other")}</p>
      ) : null}
    </Part>
  );
}

type ScenesPartProps = { projectId: string; scenes: readonly WholeScene[] };

/** The scenes at a place, by the name that the script gives it. */
export function ScenesPart({ projectId, scenes }: ScenesPartProps) {
  return (
    <Part title="Scenes">
      {scenes.length === 0 ? (
        <p className="text-sm text-soft">No scene has a location of this name.</p>
      ) : null}
      <ul className="flex flex-col gap-1 empty:hidden">
        {scenes.map((scene) => (
          <li key={scene.id}>
            <Link
              to="/projects/$projectId"
              params={{ projectId }}
              search={{ scene: scene.id }}
              className="block min-h-6 truncate rounded-sm text-sm text-ink underline decoration-edge underline-offset-2 hover:decoration-ink"
            >
              {scene.name}
            </Link>
          </li>
        ))}
      </ul>
    </Part>
  );
}
