import { clsx } from "clsx";
import { useCallback } from "react";
import { amplitudeOf } from "@/editor/sound";
import { lengthOf, secondsOf, timecode } from "@/editor/time";
import type { Track } from "@/graphql/entities";
import { Canvas, type Sheet } from "./canvas";
import { useDesk } from "./desk";
import { ROW, SoundHead } from "./sound-head";
import { framesOf, previewed, type TrackPart } from "./tracks";
import { HEAD } from "./use-view";
import { useWaveform } from "./use-waveform";
import { peakOf, zoomFor } from "./waveform";

const INNER = ROW - 6;

/** A sound with its outline, under the pictures. */
export function SoundRow({ track: known, row }: { track: Track; row: number }) {
  const { view, trackId, trackDrag, carriedId } = useDesk();
  const dragged = trackDrag?.id === known.id;
  const track = dragged ? previewed(known, trackDrag.change) : known;
  return (
    // biome-ignore lint/a11y/useSemanticElements: rows of a virtual grid are no table rows.
    // biome-ignore lint/a11y/useFocusableInteractive: its cells are.
    <div
      role="row"
      aria-rowindex={row}
      data-sound={track.id}
      className={clsx(
        "relative flex border-b border-line",
        carriedId === track.id && "z-20 bg-hover opacity-90 shadow-float",
      )}
      style={{ height: ROW, width: HEAD + view.extent }}
    >
      <SoundHead track={track} chosen={trackId === track.id} />
      <div className="absolute inset-y-0" style={{ left: HEAD, width: view.extent }}>
        <Body track={track} chosen={trackId === track.id} />
      </div>
    </div>
  );
}

function Body({ track, chosen }: { track: Track; chosen: boolean }) {
  const { view, rate, acts } = useDesk();
  const { scale } = view;
  const frames = framesOf(track, rate);
  const width = Math.max(8, frames * scale);
  const heard = track.analysis !== null;
  return (
    <>
      <Wave track={track} frames={frames} ready={heard && !track.analysis?.failure} />
      {/* biome-ignore lint/a11y/useSemanticElements: as above. */}
      <div
        role="gridcell"
        tabIndex={0}
        aria-selected={chosen}
        data-track={track.id}
        onPointerDown={(event) => acts.grabTrack(event, track, "move")}
        onDoubleClick={() => acts.rename(track.id)}
        onKeyDown={(event) => {
          if (event.key !== "F2") return;
          event.preventDefault();
          acts.rename(track.id);
        }}
        onFocus={(event) => {
          if (event.currentTarget.matches(":focus-visible")) acts.chooseTrack(track.id);
        }}
        style={{ left: track.startFrame * scale, width, height: INNER }}
        className={clsx(
          "group absolute top-0.5 cursor-grab touch-none select-none overflow-hidden rounded-md -outline-offset-2",
          chosen ? "ring-2 ring-inset ring-accent" : "ring-1 ring-inset ring-line hover:ring-edge",
        )}
      >
        <span className="sr-only">{`Sound ${track.name}, from ${timecode(track.startFrame, rate)}, ${lengthOf(frames, rate)}${track.muted ? ", muted" : ""}`}</span>
        <Fades track={track} width={width} />
        {heard ? null : (
          <span className="absolute inset-0 grid animate-pulse place-items-center text-2xs text-faint">
            Listening to it
          </span>
        )}
        {track.analysis?.failure ? (
          <span className="absolute inset-0 grid place-items-center px-2 text-2xs text-warn">
            {track.analysis.failure}
          </span>
        ) : null}
        <Edge kind="start" track={track} className="left-0" />
        <Edge kind="end" track={track} className="right-0" />
      </div>
    </>
  );
}

function Edge({ kind, track, className }: { kind: TrackPart; track: Track; className: string }) {
  const { acts } = useDesk();
  return (
    <span
      onPointerDown={(event) => acts.grabTrack(event, track, kind)}
      className={`absolute bottom-0 top-3 w-2 cursor-ew-resize group-hover:bg-edge/50 ${className}`}
    />
  );
}

/** How it swells and dies away; the corners can be dragged. */
function Fades({ track, width }: { track: Track; width: number }) {
  const { view, acts } = useDesk();
  const [begin, end] = [track.fadeInFrames * view.scale, track.fadeOutFrames * view.scale];
  const handle =
    "absolute top-0 size-3 rounded-sm bg-edge opacity-0 group-hover:opacity-100 hover:bg-accent cursor-ew-resize";
  return (
    <>
      <svg aria-hidden width={width} height={INNER} className="absolute inset-0">
        <path d={`M0 0H${begin}L0 ${INNER}z`} fill="var(--ground)" opacity="0.65" />
        <path
          d={`M${width} 0H${width - end}L${width} ${INNER}z`}
          fill="var(--ground)"
          opacity="0.65"
        />
        <path
          d={`M0 ${INNER}L${begin} 1H${width - end}L${width} ${INNER}`}
          fill="none"
          stroke="var(--soft)"
          opacity={begin + end > 0 ? 0.8 : 0}
        />
      </svg>
      <span
        data-fade="in"
        onPointerDown={(event) => acts.grabTrack(event, track, "fadeIn")}
        className={handle}
        style={{ left: Math.max(0, Math.min(width - 24, begin - 6)) }}
      />
      <span
        data-fade="out"
        onPointerDown={(event) => acts.grabTrack(event, track, "fadeOut")}
        className={handle}
        style={{ right: Math.max(0, Math.min(width - 24, end - 6)) }}
      />
    </>
  );
}

/** The outline, as loud as it is heard. */
function Wave({ track, frames, ready }: { track: Track; frames: number; ready: boolean }) {
  const { view, rate } = useDesk();
  const zoom = zoomFor((secondsOf(1, rate) / view.scale) * track.sampleRate);
  const wave = useWaveform(track.id, zoom, ready);
  const { startFrame, sampleRate, gainDb, muted } = track;
  const source = Number(track.sourceSamples) / sampleRate;
  const draw = useCallback(
    ({ pen, left, width, scale, height, colour }: Sheet) => {
      const [from, to] = [startFrame * scale - left, (startFrame + frames) * scale - left];
      const [first, last] = [Math.max(0, Math.floor(from)), Math.min(width, Math.ceil(to))];
      if (last <= first) return;
      pen.fillStyle = colour("panel");
      pen.beginPath();
      pen.roundRect(from, 2, to - from, height - 6, 6);
      pen.fill();
      if (!wave) return;
      pen.fillStyle = colour(muted ? "pressed" : "accent");
      const middle = height / 2 - 1;
      const tall = (height / 2 - 6) * Math.min(1.6, amplitudeOf(gainDb));
      const second = secondsOf(1, rate) / scale;
      const most = height / 2 - 4;
      for (let x = first; x < last; x += 1) {
        const at = source + (x - from) * second;
        const [low, high] = peakOf(wave, at, at + second);
        const [up, down] = [Math.min(most, high * tall), Math.min(most, -low * tall)];
        pen.fillRect(x, middle - up, 1, Math.max(1, up + down));
      }
    },
    [wave, startFrame, frames, source, gainDb, muted, rate],
  );
  return <Canvas view={view} height={ROW} className="sticky" draw={draw} />;
}
