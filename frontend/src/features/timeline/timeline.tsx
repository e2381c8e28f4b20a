import { useMemo, useRef } from "react";
import { scheduleOf } from "@/editor/schedule";
import { type Rate, rateOf, timecode } from "@/editor/time";
import type { Target } from "@/graphql/acts";
import { useProject, type WholeProject } from "@/graphql/project";
import { DropVeil } from "@/ui/drop-veil";
import { Unread } from "@/ui/unread";
import { bringSound, SOUNDS } from "./bringing";
import { ClashNote } from "./clash-note";
import { DeskContext, DrawingContext, type Film } from "./desk";
import { FilmPanel } from "./film-panel";
import { Playing } from "./playing";
import { Rows } from "./rows";
import { ShotPanel } from "./shot-panel";
import { NoShots, TimelineSkeleton } from "./states";
import { Toolbar } from "./toolbar";
import { TrackPanel } from "./track-panel";
import { useSoundDrop } from "./use-sound-drop";
import { type TimelineModel, useTimeline } from "./use-timeline";
import { useTimelineActions } from "./use-timeline-actions";
import { Viewer } from "./viewer";
import { Warning } from "./warning";

export type TimelineProps = {
  projectId: string;
  /** The shot beside the timeline. */
  inspectedId: string | null;
  onInspect: (clipId: string | null) => void;
  /** Shows what is inspected, wherever it is hidden. */
  onOpen: () => void;
  /** All that are chosen now, in film order. */
  onChosen?: (clipIds: readonly string[]) => void;
  onOpenTake: (takeId: string) => void;
  /** Queues renders as usual, or asks how first. */
  onGenerate: (target: Target) => void;
  onGenerateWith: (target: Target) => void;
};

/** The film on a ruler: shots on lanes, sound under them, and what is seen and heard at the playhead. */
export function Timeline(props: TimelineProps) {
  const { project, error, reread } = useProject(props.projectId);
  if (project) return <Open key={project.id} props={props} project={project} />;
  if (error) return <Unread what="timeline" onAgain={reread} />;
  return <TimelineSkeleton />;
}

type OpenProps = { props: TimelineProps; project: WholeProject };

function Open({ props, project }: OpenProps) {
  const film = useMemo(() => scheduleOf(project), [project]);
  const rate = useMemo(() => rateOf(project.fps), [project.fps]);
  const begin = film.shots.find(({ clip }) => clip.id === props.inspectedId)?.start ?? 0;
  return (
    <Playing frames={film.frames} rate={rate} begin={begin}>
      {useMemo(
        () => (
          <Standing props={props} project={project} film={film} rate={rate} />
        ),
        [props, project, film, rate],
      )}
    </Playing>
  );
}

type StandingProps = OpenProps & { film: Film; rate: Rate };

function Standing({ props, project, film, rate }: StandingProps) {
  const model = useTimeline(props, project, film, rate);
  const { desk, data, asked, ask, clipActs } = model;
  const input = useRef<HTMLInputElement>(null);
  const add = () => input.current?.click();
  const bring = (file: File, frame: number | null = null) =>
    void bringSound(
      { projectId: project.id, file, startFrame: frame ?? model.player.frame() },
      desk.acts.chooseTrack,
    );
  const drop = useSoundDrop({
    ...{ view: desk.view, snap: desk.preferences.snap, stops: model.stops, onFile: bring },
  });
  useTimelineActions(model, add);
  if (data.film.shots.length === 0) return <NoShots projectId={project.id} />;
  return (
    <DeskContext value={desk}>
      <DrawingContext value={model.drawing}>
        <section aria-label="Timeline" className="flex h-full min-w-0 flex-col">
          <div className="flex min-h-44 grow basis-0">
            <Viewer
              film={data.film}
              rate={data.rate}
              aspect={project.width / project.height}
              sounds={data.sounds}
            />
            <Side model={model} />
          </div>
          <Toolbar onChange={model.change} onAdd={add} warning={<Warning />} />
          <Rows projectId={project.id} onAdd={add} unread={data.unread} dropAt={drop.frame} />
          <input
            ref={input}
            type="file"
            accept={SOUNDS}
            aria-label="A file of sound"
            tabIndex={-1}
            className="sr-only"
            onChange={({ currentTarget }) => {
              for (const file of currentTarget.files ?? []) bring(file);
              currentTarget.value = "";
            }}
          />
        </section>
        {drop.over && drop.frame === null ? (
          <DropVeil
            words={`Let go to lay the sound at the playhead, ${timecode(model.player.frame(), rate)}`}
          />
        ) : null}
        {asked ? (
          <ClashNote
            asked={asked}
            onClose={() => ask(null)}
            onPlace={(places) => {
              ask(null);
              void clipActs.force(asked.clips, places);
            }}
          />
        ) : null}
      </DrawingContext>
    </DeskContext>
  );
}

function Side({ model }: { model: TimelineModel }) {
  const { track, shot, trackActs, clipActs, tapping, desk } = model;
  if (track) {
    return <TrackPanel key={track.id} {...{ track, clipActs, tapping }} acts={trackActs} />;
  }
  if (shot) return <ShotPanel shot={shot} acts={clipActs} ripple={desk.preferences.ripple} />;
  return <FilmPanel acts={clipActs} />;
}
