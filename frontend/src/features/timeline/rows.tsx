import { memo } from "react";
import { timecode } from "@/editor/time";
import { BeatGrid } from "./beat-grid";
import { LANE } from "./clip";
import { useDesk } from "./desk";
import { Lanes, Scenes } from "./lanes";
import { OnMenu } from "./on-menu";
import { Playhead } from "./playhead";
import { RULER, Ruler } from "./ruler";
import { SoundDrop } from "./sound-drop";
import { ROW } from "./sound-head";
import { SoundRow } from "./sound-row";
import { HEAD } from "./use-view";

const BAND = 24;

type RowsProps = {
  projectId: string;
  onAdd: () => void;
  unread: boolean;
  /** The frame that a file of sound hangs above. */
  dropAt: number | null;
};

/** The ruler, and all that lies under it. */
export function Rows({ projectId, onAdd, unread, dropAt }: RowsProps) {
  const { view, rate, film, tracks } = useDesk();
  const { attach, extent } = view;
  const high = film.lanes * LANE + tracks.length * ROW;
  return (
    <div
      ref={attach}
      data-timeline
      className="relative max-h-[58%] min-h-56 shrink-0 overflow-auto overscroll-x-contain bg-ground"
    >
      <div className="relative min-h-full" style={{ width: HEAD + extent }}>
        <div
          className="sticky top-0 z-20 border-b border-line bg-panel"
          style={{ height: RULER + BAND }}
        >
          <div className="relative" style={{ height: RULER }}>
            <Ruler />
            <Corner />
          </div>
          <div className="relative" style={{ height: BAND }}>
            <Scenes />
            <Corner />
          </div>
        </div>
        <Under high={high} />
        <SoundDrop projectId={projectId} empty={tracks.length === 0} onAsk={onAdd} />
        {unread ? (
          <p role="alert" className="sticky left-0 w-fit px-3 text-xs text-bad">
            The sounds could not be read.
          </p>
        ) : null}
        <Playhead view={view} />
        <SnapLine />
        {dropAt === null ? null : (
          <Line frame={dropAt} words={`Lay the sound here, ${timecode(dropAt, rate)}`} />
        )}
      </div>
    </div>
  );
}

function Corner() {
  return (
    <div
      className="sticky left-0 z-30 h-full border-r border-line bg-panel"
      style={{ width: HEAD }}
    />
  );
}

const Under = memo(function Under({ high }: { high: number }) {
  const { film, tracks } = useDesk();
  return (
    <OnMenu>
      {/* biome-ignore lint/a11y/useSemanticElements: only what is seen of it stands. */}
      <div
        role="grid"
        aria-label="Shots and sounds"
        aria-multiselectable
        aria-colcount={film.shots.length + 1}
        aria-rowcount={film.lanes + tracks.length}
      >
        <Lanes />
        {tracks.map((track, nth) => (
          <SoundRow key={track.id} track={track} row={film.lanes + nth + 1} />
        ))}
      </div>
      <BeatGrid height={high} />
    </OnMenu>
  );
});

/** Where what is dragged comes to rest, or goes between others. */
function SnapLine() {
  const { clipDrag, trackDrag, rate } = useDesk();
  const frame =
    clipDrag?.insertion?.frame ?? clipDrag?.stop?.frame ?? trackDrag?.stop?.frame ?? null;
  if (frame === null) return null;
  const words = clipDrag?.insertion ? "Goes here" : timecode(frame, rate);
  return <Line frame={frame} words={words} />;
}

function Line({ frame, words }: { frame: number; words: string }) {
  const { view } = useDesk();
  return (
    <div
      aria-hidden
      data-snap={frame}
      className="pointer-events-none absolute inset-y-0 z-20 w-0.5 -ml-px bg-accent"
      style={{ left: HEAD + frame * view.scale }}
    >
      <span className="sticky top-7.5 ml-1.5 inline-block whitespace-nowrap rounded-sm bg-accent px-1 text-2xs text-on-accent tabular-nums">
        {words}
      </span>
    </div>
  );
}
