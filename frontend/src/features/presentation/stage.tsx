import { useEffect, useRef } from "react";
import { type Rate, secondsOf } from "@/editor/time";
import type { Shot } from "./schedule";
import type { Player } from "./use-player";

type StageProps = { shot: Shot | undefined; player: Player; rate: Rate; aspect: number };

/** What is on the screen: a take, else a slate that says which shot is still missing. */
export function Stage({ shot, player, rate, aspect }: StageProps) {
  const take = shot?.clip.selectedTake;
  return (
    <div
      className="relative max-h-full w-full overflow-hidden bg-stage"
      style={{ aspectRatio: aspect, maxWidth: `calc(100vh * ${aspect})` }}
    >
      {shot && take?.kind === "VIDEO" ? (
        <Film key={take.id} shot={shot} url={take.url} player={player} rate={rate} />
      ) : null}
      {shot && take && take.kind !== "VIDEO" ? (
        <Still key={take.id} shot={shot} url={take.url} frame={player.frame} />
      ) : null}
      {shot && !take ? <Slate shot={shot} /> : null}
    </div>
  );
}

const CALM = matchMedia("(prefers-reduced-motion: reduce)");

/** A still, drawn nearer by a few hundredths while it stands. */
function Still({ shot, url, frame }: { shot: Shot; url: string; frame: number }) {
  const part = (frame - shot.start) / Math.max(1, shot.end - shot.start);
  const scale = CALM.matches ? 1 : 1 + 0.045 * Math.min(1, Math.max(0, part));
  return (
    <img
      src={url}
      alt={`Shot ${shot.clip.number}: ${shot.clip.caption || shot.clip.name}`}
      className="absolute inset-0 size-full object-contain"
      style={{ transform: `scale(${scale.toFixed(4)})` }}
    />
  );
}

type FilmProps = { shot: Shot; url: string; player: Player; rate: Rate };

function Film({ shot, url, player, rate }: FilmProps) {
  const video = useRef<HTMLVideoElement>(null);
  const at = secondsOf(player.frame - shot.start, rate);
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
    if (film && Math.abs(film.currentTime - at) > (forward ? 0.2 : 0.01)) film.currentTime = at;
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

function Slate({ shot }: { shot: Shot }) {
  return (
    <div
      data-theme="dark"
      className="absolute inset-0 flex flex-col items-center justify-center gap-3 p-[6%] text-center text-ink"
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
