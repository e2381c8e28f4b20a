import { useEffect, useRef, useState } from "react";
import type { Take } from "@/graphql/entities";
import { stillPlease } from "@/ui/media";
import { amid, filmRate, frameBegun, frameCount } from "./film-time";

export const SPEEDS = [0.25, 0.5, 1, 2] as const;

/** A film that is played and leafed through by its frames. `frame` is the one on the screen. */
export function useFilm(take: Take) {
  const video = useRef<HTMLVideoElement>(null);
  const rate = filmRate(take);
  const [frame, setFrame] = useState(0);
  const [frames, setFrames] = useState(() => frameCount(take, Number.NaN));
  const [playing, setPlaying] = useState(!stillPlease());
  const [speed, setSpeed] = useState<number>(1);
  const [muted, setMuted] = useState(true);
  /** Where it is on its way to: keys come faster than pictures. */
  const goal = useRef<number | null>(null);
  const { numerator, denominator } = rate;

  useEffect(() => {
    const film = video.current;
    if (!film) return;
    let asked = 0;
    const onFrame = (_now: number, { mediaTime }: { mediaTime: number }) => {
      const shown = frameBegun(mediaTime, { numerator, denominator });
      setFrame(shown);
      if (goal.current === shown) goal.current = null;
      asked = film.requestVideoFrameCallback(onFrame);
    };
    asked = film.requestVideoFrameCallback(onFrame);
    return () => film.cancelVideoFrameCallback(asked);
  }, [numerator, denominator]);

  function seek(wanted: number) {
    const film = video.current;
    if (!film) return;
    film.pause();
    const next = Math.min(frames - 1, Math.max(0, wanted));
    goal.current = next;
    setFrame(next);
    film.currentTime = amid(next, rate);
  }
  function toggle() {
    const film = video.current;
    if (!film) return;
    goal.current = null;
    if (film.paused) void film.play().catch(() => undefined);
    else film.pause();
  }
  function run(next: number) {
    setSpeed(next);
    if (video.current) video.current.playbackRate = next;
  }
  function mute() {
    setMuted(!muted);
    if (video.current) video.current.muted = !muted;
  }
  const film = {
    ...{ rate, frame: Math.min(frame, frames - 1), frames, playing, speed, muted },
    ...{ seek, toggle, run, mute },
    step: (way: 1 | -1) => seek((goal.current ?? frame) + way),
    events: {
      onPlay: () => setPlaying(true),
      onPause: () => setPlaying(false),
      onLoadedMetadata: () => setFrames(frameCount(take, video.current?.duration ?? Number.NaN)),
    },
  };
  return [video, film] as const;
}

export type FilmModel = ReturnType<typeof useFilm>[1];
