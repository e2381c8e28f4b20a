import { Captions, Keyboard, Maximize, Pause, Play, X } from "lucide-react";
import { useMemo, useState } from "react";
import { type Action, registry, run, useActions } from "@/actions/registry";
import { edgeFrom, type Schedule, scheduleOf, shotAt } from "@/editor/schedule";
import { Sounds } from "@/editor/sounds";
import { Stage } from "@/editor/stage";
import { rateOf, timecode } from "@/editor/time";
import { layersAt } from "@/editor/transitions";
import { type Player, usePlayer } from "@/editor/use-player";
import type { Clip } from "@/graphql/entities";
import type { WholeProject } from "@/graphql/project";
import { heardIn, useTracks } from "@/graphql/tracks";
import { Button, IconButton } from "@/ui/button";
import { Empty } from "@/ui/empty";
import { Screen } from "./screen";
import { Scrubber } from "./scrubber";
import { useIdle, usePreload, useWakeLock } from "./use-screen";

type PresentationProps = {
  project: WholeProject;
  /** The clip to begin at. */
  from?: string | undefined;
  onClose: () => void;
};

/** The film so far, from the chosen takes, in real time. */
export function Presentation({ project, from, onClose }: PresentationProps) {
  const schedule = useMemo(() => scheduleOf(project), [project]);
  const rate = useMemo(() => rateOf(project.fps), [project.fps]);
  const begin = schedule.shots.find((shot) => shot.clip.id === from)?.start ?? 0;
  const player = usePlayer(schedule.frames, rate, begin);
  const [captions, setCaptions] = useState(false);
  const index = shotAt(schedule, player.frame);
  const shot = schedule.shots[index];
  const idle = useIdle(player.playing);
  const { tracks } = useTracks(project.id);
  const sounds = useMemo(() => heardIn(schedule, tracks ?? [], rate), [schedule, tracks, rate]);
  usePreload(schedule.shots, index);
  useWakeLock(player.playing);
  useActions(actionsOf(player, schedule, { onClose, turnCaptions: () => setCaptions(!captions) }), {
    modal: true,
  });

  if (schedule.shots.length === 0) return <Nothing onClose={onClose} />;
  return (
    <Screen title={`Presentation of ${project.name}`} onClose={onClose} hidden={idle}>
      <button
        type="button"
        tabIndex={-1}
        aria-hidden
        className="absolute inset-0 cursor-[inherit]"
        onClick={player.toggle}
        onDoubleClick={() => turnFullScreen()}
      />
      <div className="pointer-events-none grid min-h-0 grow place-items-center">
        <Stage
          layers={layersAt(schedule, player.frame)}
          player={player}
          rate={rate}
          aspect={project.width / project.height}
          drifting
        />
        <Sounds sounds={sounds} player={player} />
      </div>
      {captions && shot?.clip.caption ? (
        <p className="pointer-events-none absolute inset-x-0 bottom-24 mx-auto w-fit max-w-3xl rounded-md bg-veil px-4 py-2 text-center text-lg">
          {shot.clip.caption}
        </p>
      ) : null}
      <footer
        className={`relative flex flex-col [:fullscreen_&]:absolute [:fullscreen_&]:inset-x-0 [:fullscreen_&]:bottom-0 gap-1 bg-veil px-4 pb-3 pt-2 transition-opacity focus-within:opacity-100 ${idle ? "opacity-0" : ""}`}
      >
        <Scrubber schedule={schedule} player={player} rate={rate} />
        <div className="flex items-center gap-2 text-sm">
          <IconButton
            label={player.playing ? "Pause" : "Play"}
            keys="Space"
            onClick={player.toggle}
          >
            {player.playing ? <Pause size={18} /> : <Play size={18} />}
          </IconButton>
          <span className="font-mono text-xs tabular-nums">
            {timecode(player.frame, rate)}
            <span className="text-faint"> / {timecode(schedule.frames, rate)}</span>
          </span>
          <span className="min-w-0 grow truncate text-center text-soft">
            {shot ? `${shot.clip.number} · ${shot.scene}` : null}
          </span>
          <span className="text-xs text-faint">
            {player.speed !== 0 && player.speed !== 1 ? `${player.speed}×` : null}
          </span>
          <IconButton
            label={captions ? "Hide captions" : "Show captions"}
            keys="c"
            onClick={() => setCaptions(!captions)}
            aria-pressed={captions}
          >
            <Captions size={18} />
          </IconButton>
          <IconButton label="Full screen" keys="f" onClick={() => turnFullScreen()}>
            <Maximize size={18} />
          </IconButton>
          <IconButton
            label="Keyboard shortcuts"
            keys="?"
            onClick={() => run(registry.find("help"))}
          >
            <Keyboard size={18} />
          </IconButton>
          <IconButton label="Leave" keys="Escape" onClick={onClose}>
            <X size={18} />
          </IconButton>
        </div>
      </footer>
    </Screen>
  );
}

function Nothing({ onClose }: { onClose: () => void }) {
  return (
    <Screen title="Presentation" onClose={onClose}>
      <Empty
        title="There is nothing to present yet"
        actions={<Button onClick={onClose}>Back to the storyboard</Button>}
      >
        Add shots to the storyboard first.
      </Empty>
    </Screen>
  );
}

function turnFullScreen(): void {
  if (document.fullscreenElement) void document.exitFullscreen();
  else void document.documentElement.requestFullscreen().catch(() => undefined);
}

type Ways = {
  onClose: () => void;
  turnCaptions: () => void;
};

function actionsOf(player: Player, schedule: Schedule<Clip>, ways: Ways): Action[] {
  const group = "Playback" as const;
  const { frame, speed } = player;
  const to = (way: 1 | -1) => () => player.seek(edgeFrom(schedule, frame, way));
  const faster = speed > 0 ? Math.min(8, speed * 2) : 1;
  const back = speed < 0 ? Math.max(-8, speed * 2) : -1;
  return [
    { id: "play", label: "Play or pause", group, keys: "Space", run: player.toggle },
    { id: "stop", label: "Pause", group, keys: "k", run: player.pause },
    {
      id: "forward",
      label: "Play, faster each time",
      group,
      keys: "l",
      run: () => player.play(faster),
    },
    { id: "back", label: "Play backwards", group, keys: "j", run: () => player.play(back) },
    { id: "next", label: "Next shot", group, keys: "ArrowRight", run: to(1) },
    { id: "previous", label: "Previous shot", group, keys: "ArrowLeft", run: to(-1) },
    { id: "frame+", label: "One frame on", group, keys: ".", run: () => player.seek(frame + 1) },
    { id: "frame-", label: "One frame back", group, keys: ",", run: () => player.seek(frame - 1) },
    { id: "home", label: "To the beginning", group, keys: "Home", run: () => player.seek(0) },
    { id: "end", label: "To the end", group, keys: "End", run: () => player.seek(schedule.frames) },
    { id: "captions", label: "Captions", group, keys: "c", run: ways.turnCaptions },
    {
      id: "fullscreen",
      label: "Full screen",
      group,
      keys: "f",
      run: () => turnFullScreen(),
    },
    { id: "leave", label: "Leave the presentation", group, keys: "Escape", run: ways.onClose },
  ];
}
