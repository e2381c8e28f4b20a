import { MoreHorizontal, Trash2 } from "lucide-react";
import { secondsOf, timecode } from "@/editor/time";
import type { Track } from "@/graphql/entities";
import { Button, IconButton } from "@/ui/button";
import { Menu } from "@/ui/menu";
import { Status } from "@/ui/status";
import { useDesk } from "./desk";
import { useSoundMenu } from "./on-menu";
import { NumberBox, Panel, Row } from "./panel";
import { ENOUGH, type Tempo } from "./tapping";
import type { ClipActs } from "./use-clip-acts";
import type { Grid, TrackActs } from "./use-track-acts";

type TrackPanelProps = {
  track: Track;
  acts: TrackActs;
  clipActs: ClipActs;
  tapping: { count: number; tempo: Tempo | null; tap: () => void; stop: () => void };
};

/** A sound: where it lies, how it fades, and its beats. */
export function TrackPanel({ track, acts, clipActs, tapping }: TrackPanelProps) {
  const { rate, acts: desk } = useDesk();
  const change = desk.changeTrack;
  const menu = useSoundMenu();
  return (
    <Panel
      label="Sound"
      title={track.name}
      tools={
        <>
          <IconButton small label={`Delete ${track.name}`} onClick={() => desk.removeTrack(track)}>
            <Trash2 size={14} />
          </IconButton>
          <Menu items={menu} label={track.name}>
            <IconButton small label="More">
              <MoreHorizontal size={14} />
            </IconButton>
          </Menu>
        </>
      }
    >
      <div className="flex flex-col gap-0.5">
        <Row label="Begins at">
          <NumberBox
            label="First frame in the film"
            value={track.startFrame}
            unit={timecode(track.startFrame, rate)}
            min={0}
            onChange={(startFrame) => change(track, { startFrame }, "Moved")}
          />
        </Row>
        <Row label="Fade in">
          <NumberBox
            label="Frames of the fade in"
            value={track.fadeInFrames}
            unit={seconds(track.fadeInFrames)}
            min={0}
            onChange={(fadeInFrames) => change(track, { fadeInFrames }, "Changed the fade of")}
          />
        </Row>
        <Row label="Fade out">
          <NumberBox
            label="Frames of the fade out"
            value={track.fadeOutFrames}
            unit={seconds(track.fadeOutFrames)}
            min={0}
            onChange={(fadeOutFrames) => change(track, { fadeOutFrames }, "Changed the fade of")}
          />
        </Row>
      </div>
      <Beats {...{ track, acts, clipActs, tapping }} />
    </Panel>
  );

  function seconds(frames: number): string {
    return `frames, ${Number(secondsOf(frames, rate).toFixed(2))} s`;
  }
}

/** What the beats are now, as it is set back to. */
function gridOf({ tempo, firstBeatSeconds }: Track): Grid {
  return tempo === null || firstBeatSeconds === null
    ? { detectedBeats: true }
    : { tempo, firstBeatSeconds };
}

function Beats({ track, acts, clipActs, tapping }: TrackPanelProps) {
  const { beats } = useDesk();
  const bpm = track.tempo ?? track.analysis?.tempo ?? null;
  const set = (grid: Grid) => void acts.setGrid(track, grid, gridOf(track));
  const { count, tempo } = tapping;
  return (
    <div className="flex flex-col gap-2 border-t border-line pt-3 text-xs">
      <h3 className="font-semibold text-faint">Beats</h3>
      <Found track={track} />
      {bpm === null ? null : <Fields {...{ track, bpm, set }} />}
      <div className="flex flex-wrap gap-1.5">
        <Button size="sm" onClick={tapping.tap} aria-keyshortcuts="T">
          {count > 0 ? `Tap on (${count})` : "Tap the tempo"}
        </Button>
        {tempo ? (
          <Button
            size="sm"
            look="primary"
            onClick={() => {
              set({ tempo: tempo.bpm, firstBeatSeconds: tempo.first });
              tapping.stop();
            }}
          >
            Use {tempo.bpm} bpm
          </Button>
        ) : null}
        {track.tempo !== null && track.analysis?.tempo ? (
          <Button size="sm" look="quiet" onClick={() => set({ detectedBeats: true })}>
            Use those found
          </Button>
        ) : null}
      </div>
      {count > 0 && !tempo ? (
        <p className="text-faint">Tap T on each beat as you hear it, {ENOUGH} times at least.</p>
      ) : null}
      {beats.length > 0 ? (
        <div className="flex flex-wrap gap-1.5">
          <Button size="sm" onClick={() => void clipActs.align(track.id, { bars: false })}>
            Align cuts to beats
          </Button>
          <Button
            size="sm"
            look="quiet"
            onClick={() => void clipActs.align(track.id, { bars: true })}
          >
            To bars
          </Button>
        </div>
      ) : null}
    </div>
  );
}

/** How sure one can be of the beats that were found. */
function Found({ track: { tempo, analysis } }: { track: Track }) {
  if (tempo !== null) return <Status tone="good">{round(tempo)} bpm, set by hand</Status>;
  if (analysis === null) return <Status tone="run">Listening to it</Status>;
  if (analysis.failure) return <Status tone="bad">{analysis.failure}</Status>;
  if (analysis.tempo === null)
    return <Status tone="idle">No beat was found. Tap one if you hear it.</Status>;
  const sure = `${Math.round(analysis.confidence * 100)} % sure`;
  return (
    <Status tone={analysis.confidence < 0.5 ? "warn" : "good"}>
      {round(analysis.tempo)} bpm found, {sure}
    </Status>
  );
}

function round(value: number): number {
  return Number(value.toFixed(1));
}

type FieldsProps = { track: Track; bpm: number; set: (grid: Grid) => void };

const NUDGE = 0.01;

function Fields({ track, bpm, set }: FieldsProps) {
  const { beats, rate } = useDesk();
  const source = Number(track.sourceSamples) / track.sampleRate;
  const [first] = beats;
  /** In its file, as near as frames tell. */
  const heard = first ? secondsOf(first.frame - track.startFrame, rate) + source : 0;
  const at = track.firstBeatSeconds ?? Number(heard.toFixed(3));
  const to = (seconds: number) =>
    set({ tempo: bpm, firstBeatSeconds: Math.max(0, Number(seconds.toFixed(4))) });
  return (
    <div className="flex flex-col gap-0.5">
      <Row label="Tempo">
        <NumberBox
          label="Beats a minute"
          value={round(bpm)}
          unit="bpm"
          step={0.1}
          min={20}
          max={400}
          onChange={(tempo) => set({ tempo, firstBeatSeconds: at })}
        />
      </Row>
      <Row label="First beat">
        <NumberBox
          label="Seconds to the first beat"
          value={Number(at.toFixed(3))}
          unit="s"
          step={0.001}
          min={0}
          onChange={to}
        />
        <Button
          size="sm"
          look="quiet"
          className="w-7 px-0"
          aria-label="Beats 10 ms earlier"
          onClick={() => to(at - NUDGE)}
        >
          −
        </Button>
        <Button
          size="sm"
          look="quiet"
          className="w-7 px-0"
          aria-label="Beats 10 ms later"
          onClick={() => to(at + NUDGE)}
        >
          +
        </Button>
      </Row>
    </div>
  );
}
