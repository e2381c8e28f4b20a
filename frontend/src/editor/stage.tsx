import { useEffect, useRef } from "react";
import type { Shot } from "./schedule";
import { type Rate, secondsOf } from "./time";
import type { Layer } from "./transitions";
import type { Player } from "./use-player";

type Shown = {
  number: string;
  name: string;
  caption: string;
  framing: string;
  sourceFrame: number;
  selectedTake: { id: string; kind: "IMAGE" | "VIDEO" | "AUDIO"; url: string } | null;
};

type StageProps = {
  layers: readonly Layer<Shown>[];
  player: Player;
  rate: Rate;
  aspect: number;
  /** Stills come nearer while they stand. */
  drifting?: boolean;
};

/** What is on the screen: takes, and a slate for each shot that is still missing. */
export function Stage({ layers, player, rate, aspect, drifting = false }: StageProps) {
  return (
    <div
      className="relative max-h-full w-full overflow-hidden bg-stage"
      style={{ aspectRatio: aspect, maxWidth: `calc(100vh * ${aspect})` }}
    >
      {layers.map(({ shot, opacity, width }) => (
        <div
          key={`${shot.start} ${shot.clip.number}`}
          className="absolute inset-0"
          style={{
            ...(opacity < 1 ? { opacity } : {}),
            ...(width < 1 ? { clipPath: `inset(0 ${100 - 100 * width}% 0 0)` } : {}),
          }}
        >
          <Picture {...{ shot, player, rate, drifting }} />
        </div>
      ))}
    </div>
  );
}

type PictureProps = { shot: Shot<Shown>; player: Player; rate: Rate; drifting: boolean };

function Picture({ shot, player, rate, drifting }: PictureProps) {
  const take = shot.clip.selectedTake;
  if (take?.kind === "VIDEO") {
    return <Film key={take.id} shot={shot} url={take.url} player={player} rate={rate} />;
  }
  if (take?.kind === "IMAGE") {
    const part = (player.frame - shot.start) / Math.max(1, shot.end - shot.start);
    return <Still key={take.id} shot={shot} url={take.url} part={drifting ? part : 0} />;
  }
  return <Slate shot={shot} />;
}

const CALM = "(prefers-reduced-motion: reduce)";

/** A still, drawn nearer by a few hundredths while it stands. */
function Still({ shot, url, part }: { shot: Shot<Shown>; url: string; part: number }) {
  const calm = part === 0 || matchMedia(CALM).matches;
  const scale = calm ? 1 : 1 + 0.045 * Math.min(1, Math.max(0, part));
  return (
    <img
      src={url}
      alt={`Shot ${shot.clip.number}: ${shot.clip.caption || shot.clip.name}`}
      className="absolute inset-0 size-full object-contain"
      style={{ transform: `scale(${scale.toFixed(4)})` }}
    />
  );
}

type FilmProps = { shot: Shot<Shown>; url: string; player: Player; rate: Rate };

function Film({ shot, url, player, rate }: FilmProps) {
  const video = useRef<HTMLVideoElement>(null);
  // In the middle of a frame, so that no rounding shows the one before it.
  const frame = Math.max(0, player.frame - shot.start) + shot.clip.sourceFrame + 0.5;
  const at = secondsOf(frame, rate);
  const forward = player.speed > 0;

  useEffect(() => {
    const film = video.current;
    if (!film) return;
    if (forward) {
      film.playbackRate = player.speed;
      void film.play().catch(() => undefined);
    } else film.pause();
  }, [forward, player.speed]);

  useEffect(() => {
    const film = video.current;
    // The film's own clock runs well enough; it is set right where it drifts, or is not running.
    if (film && Math.abs(film.currentTime - at) > (forward ? 0.2 : 0.001)) film.currentTime = at;
  }, [at, forward]);

  return (
    <video
      ref={video}
      src={url}
      muted
      playsInline
      preload="auto"
      aria-label={`Shot ${shot.clip.number}: ${shot.clip.caption || shot.clip.name}`}
      className="absolute inset-0 size-full object-contain"
    />
  );
}

function Slate({ shot }: { shot: Shot<Shown> }) {
  return (
    <div
      data-theme="dark"
      className="absolute inset-0 flex flex-col items-center justify-center gap-3 bg-stage p-[6%] text-center text-ink"
    >
      <p className="text-2xl font-semibold tabular-nums">{shot.clip.number}</p>
      <p className="text-xs uppercase tracking-wide text-faint">
        {shot.clip.framing.replaceAll("_", " ").toLowerCase()}
      </p>
      <p className="line-clamp-4 max-w-2xl text-lg text-soft">
        {shot.clip.caption || shot.clip.name}
      </p>
    </div>
  );
}
