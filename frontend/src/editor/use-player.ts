import { useCallback, useEffect, useEffectEvent, useRef, useState } from "react";
import { frameAt, type Rate, secondsOf } from "./time";

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
  /** Where the film stands at this very moment, in seconds. */
  now: () => number;
};

/** Frames that are played again and again; `to` is the one behind the last. */
export type Loop = { from: number; to: number };

type Clock = { from: number; began: number; speed: number };

function momentOf({ from, began, speed }: Clock, now: number): number {
  return from + ((now - began) / 1000) * speed;
}

/** Where a loop begins anew, if this frame is behind its end. */
function beginningAnew(loop: Loop | null, frame: number, last: number): number | null {
  return loop && loop.to > loop.from && (frame >= loop.to || frame === last) ? loop.from : null;
}

/** Plays `frames` frames at a rate: the clock decides which frame it is, so that none adds up late. */
export function usePlayer(
  frames: number,
  rate: Rate,
  begin: number,
  loop: Loop | null = null,
): Player {
  const last = Math.max(0, frames - 1);
  const [at, setFrame] = useState(Math.min(begin, last));
  /** The film may have become shorter meanwhile. */
  const frame = Math.min(at, last);
  const [speed, setSpeed] = useState(0);
  const [cue, setCue] = useState(0);
  const shown = useRef(frame);
  const clock = useRef<Clock | null>(null);

  const show = useCallback((next: number) => {
    shown.current = next;
    setFrame(next);
  }, []);
  const again = useEffectEvent((next: number) => beginningAnew(loop, next, last));

  useEffect(() => {
    // Each cue begins the clock anew, at the frame that is shown then.
    if (speed === 0 || cue < 0) return;
    const running = { from: secondsOf(shown.current, rate), began: performance.now(), speed };
    clock.current = running;
    let request = requestAnimationFrame(step);
    function step(now: number) {
      const seconds = momentOf(running, now);
      const there = Math.min(last, Math.max(0, frameAt(seconds, rate)));
      const from = speed > 0 ? again(there) : null;
      if (from !== null) Object.assign(running, { from: secondsOf(from, rate), began: now });
      const next = from ?? there;
      if (next !== shown.current) show(next);
      const over = from === null && ((speed > 0 && next === last) || (speed < 0 && next === 0));
      if (over) setSpeed(0);
      else request = requestAnimationFrame(step);
    }
    return () => {
      cancelAnimationFrame(request);
      clock.current = null;
    };
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
  const now = useCallback(() => {
    const running = clock.current;
    if (!running) return secondsOf(shown.current, rate);
    return momentOf(running, performance.now());
  }, [rate]);
  return {
    frame,
    speed,
    playing: speed !== 0,
    play,
    pause,
    seek,
    now,
    toggle: useCallback(() => (speed === 0 ? play() : pause()), [speed, play, pause]),
  };
}
