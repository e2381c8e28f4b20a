import { filmFrames, lengthOf, rateOf } from "@/editor/time";
import type { WholeProject } from "@/graphql/project";
import { Skeleton } from "@/ui/status";
import { Look, SAME, useCast } from "./cast";
import { Bar } from "./head";
import { Section } from "./section";
import { UnreadPart } from "./unread-part";

type ProjectPanelProps = { project: WholeProject; onClose: () => void };

/** What there is to say while no shot is chosen: the film in numbers, and its cast. */
export function ProjectPanel({ project, onClose }: ProjectPanelProps) {
  const clips = project.scenes.flatMap((scene) => scene.clips);
  const drawn = clips.filter((clip) => clip.selectedTake).length;
  const facts = [
    ["Shots", clips.length.toLocaleString("en")],
    ["Scenes", project.scenes.length.toLocaleString("en")],
    ["Length", lengthOf(filmFrames(project.scenes), rateOf(project.fps))],
    ["Drawn", `${drawn} of ${clips.length}`],
    ["Picture", `${project.width} × ${project.height}`],
    ["Rate", `${project.fps} fps`],
  ];
  return (
    <>
      <Bar title={project.name} onClose={onClose} />
      <div className="min-h-0 grow overflow-y-auto">
        <p className="px-4 py-4 text-sm text-soft">
          {clips.length > 0
            ? "Choose a shot to see and change it."
            : "There are no shots yet. Import a script or add a shot on the board."}
        </p>
        <Section title="Film">
          <dl className="grid grid-cols-[5rem_1fr] gap-x-3 gap-y-1.5 text-sm">
            {facts.map(([name, value]) => (
              <div key={name} className="contents">
                <dt className="text-faint">{name}</dt>
                <dd className="tabular-nums">{value}</dd>
              </div>
            ))}
          </dl>
        </Section>
        <Cast projectId={project.id} />
      </div>
    </>
  );
}

function Cast({ projectId }: { projectId: string }) {
  const { cast, waiting, failed, again } = useCast(projectId);
  return (
    <Section title="Cast" aside={cast.length || null}>
      {waiting ? <Skeleton className="h-24" /> : null}
      {failed && !waiting ? <UnreadPart what="cast" onAgain={again} /> : null}
      {!waiting && !failed && cast.length === 0 ? (
        <p className="text-sm text-soft">Whoever speaks in an imported script is listed here.</p>
      ) : null}
      {cast.length > 0 ? <p className="mb-3 text-xs text-faint">{SAME}</p> : null}
      <div className="flex flex-col gap-3">
        {cast.map((character) => (
          <Look key={character.id} plain character={character} />
        ))}
      </div>
    </Section>
  );
}
