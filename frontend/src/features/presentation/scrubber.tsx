import type { Schedule } from "@/editor/schedule";
import { type Rate, timecode } from "@/editor/time";
import type { Player } from "@/editor/use-player";
import type { Clip } from "@/graphql/entities";

type ScrubberProps = { schedule: Schedule<Clip>; player: Player; rate: Rate };

/** Where the film stands, with a tick for each shot. */
export function Scrubber({ schedule, player, rate }: ScrubberProps) {
  const last = Math.max(1, schedule.frames - 1);
  return (
    <div className="relative h-6">
      <svg
        aria-hidden
        className="absolute inset-x-0 top-2 h-2 w-full"
        viewBox={`0 0 ${last} 2`}
        preserveAspectRatio="none"
      >
        <rect width={last} height={2} fill="var(--pressed)" />
        <rect width={player.frame} height={2} fill="var(--accent)" />
        {schedule.shots.slice(1).map((shot) => (
          <line
            key={shot.clip.id}
            x1={shot.start}
            x2={shot.start}
            y2={2}
            stroke="var(--stage)"
            strokeWidth={1.5}
            vectorEffect="non-scaling-stroke"
          />
        ))}
      </svg>
      <input
        type="range"
        min={0}
        max={last}
        value={player.frame}
        aria-label="Place in the film"
        aria-valuetext={timecode(player.frame, rate)}
        onChange={(event) => player.seek(event.target.valueAsNumber)}
        className="absolute inset-0 w-full cursor-pointer appearance-none bg-transparent [&::-moz-range-thumb]:size-3 [&::-moz-range-thumb]:rounded-full [&::-moz-range-thumb]:border-0 [&::-moz-range-thumb]:bg-ink [&::-webkit-slider-thumb]:size-3 [&::-webkit-slider-thumb]:appearance-none [&::-webkit-slider-thumb]:rounded-full [&::-webkit-slider-thumb]:bg-ink"
      />
    </div>
  );
}
