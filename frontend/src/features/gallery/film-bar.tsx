import { ChevronLeft, ChevronRight, ImagePlus, Pause, Play, Volume2, VolumeX } from "lucide-react";
import { timecode } from "@/editor/time";
import { Button, IconButton } from "@/ui/button";
import { Keys } from "@/ui/keys";
import { type FilmModel, SPEEDS } from "./use-film";

type FilmBarProps = { film: FilmModel; keeping: boolean; onKeep: () => void };

export function FilmBar({ film, keeping, onKeep }: FilmBarProps) {
  const { frame, frames, rate, playing, speed, muted } = film;
  const at = `Frame ${frame + 1} of ${frames}`;
  return (
    <div
      role="toolbar"
      aria-label="Film"
      onPointerMove={(event) => event.stopPropagation()}
      className="flex shrink-0 flex-wrap items-center gap-1 border-t border-line bg-panel px-3 py-1.5"
    >
      <input
        type="range"
        aria-label="Frame"
        aria-valuetext={`${at}, ${timecode(frame, rate)}`}
        min={0}
        max={frames - 1}
        value={frame}
        onChange={(event) => film.seek(Number(event.target.value))}
        className="h-6 min-w-24 grow accent-accent"
      />
      <span className="px-2 text-xs tabular-nums text-soft">
        <span className="text-ink">{timecode(frame, rate)}</span>{" "}
        <span className="max-sm:hidden">{at}</span>
      </span>
      <IconButton label={playing ? "Pause" : "Play"} keys="k" onClick={film.toggle}>
        {playing ? <Pause size={16} /> : <Play size={16} />}
      </IconButton>
      <IconButton label="Previous frame" keys="," onClick={() => film.step(-1)}>
        <ChevronLeft size={16} />
      </IconButton>
      <IconButton label="Next frame" keys="." onClick={() => film.step(1)}>
        <ChevronRight size={16} />
      </IconButton>
      <select
        aria-label="Speed"
        value={speed}
        onChange={(event) => film.run(Number(event.target.value))}
        className="h-7 rounded-md border border-line bg-well px-1 text-xs tabular-nums"
      >
        {SPEEDS.map((one) => (
          <option key={one} value={one}>
            {one}×
          </option>
        ))}
      </select>
      <IconButton label={muted ? "Unmute" : "Mute"} onClick={film.mute}>
        {muted ? <VolumeX size={16} /> : <Volume2 size={16} />}
      </IconButton>
      <Button size="sm" disabled={keeping} onClick={onKeep}>
        <ImagePlus size={14} aria-hidden />
        {keeping ? "Keeping" : "Keep this frame"}
        <Keys keys="f" />
      </Button>
    </div>
  );
}
