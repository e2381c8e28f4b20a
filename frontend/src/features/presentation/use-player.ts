import { useCallback, useEffect, useRef, useState } from "react";
import { frameAt, type Rate, secondsOf } from "@/editor/time";

export type Player = {
  /** The frame on the screen. */
  frame: number;
  playing: boolean;
  /** 1 as filmed; 2, 4 fast; negative backwards. */
  speed: number;
  play: (speed?: number) => void;
  pause: () => void;
  toggle: () => void;
  seek: (frame: number) => void;
};

/** Plays `frames` frames at a rate: the clock decides which frame it is, so that none adds up late. */
export function usePlayer(frames: number, rate: Rate, begin: number): Player {
  const last = Math.max(0, frames - 1);
  const [at, setFrame] = useState(Math.min(begin, last));
  /** The film may have become shorter meanwhile. */
  const frame = Math.min(at, last);
  const [speed, setSpeed] = useState(0);
  const [cue, setCue] = useState(0);
  const shown = useRef(frame);

  const show = useCallback((next: number) => {
    shown.current = next;
    setFrame(next);
  }, []);

  useEffect(() => {
    // Each cue begins the clock anew, at the frame that is shown then.
    if (speed === 0 || cue < 0) return;
    const from = secondsOf(shown.current, rate);
    const began = performance.now();
    let request = requestAnimationFrame(step);
    function step(now: number) {
      const seconds = from + ((now - began) / 1000) * speed;
      const next = Math.min(last, Math.max(0, frameAt(seconds, rate)));
      if (next !== shown.current) show(next);
      if ((speed > 0 && next === last) || (speed < 0 && next === 0)) setSpeed(0);
      else request = requestAnimationFrame(step);
    }
    return () => cancelAnimationFrame(request);
  }, [speed, cue, rate, last, show]);

  const play = useCallback(
    (wanted = 1) => {
      if (wanted > 0 && shown.current >= last) show(0);
      setSpeed(wanted);
    },
    [last, show],
  );
  const pause = useCallback(() => setSpeed(0), []);
  const seek = useCallback(
    (wanted: number) => {
      show(Math.min(last, Math.max(0, wanted)));
      setCue((count) => count + 1);
    },
    [last, show],
  );
  return {
    frame,
    speed,
    playing: speed !== 0,
    play,
    pause,
    seek,
    toggle: useCallback(() => (speed === 0 ? play() : pause()), [speed, play, pause]),
  };
}
