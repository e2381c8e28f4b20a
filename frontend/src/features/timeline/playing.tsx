import {
  createContext,
  type ReactNode,
  useContext,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import type { Rate } from "@/editor/time";
import { type Loop, type Player, usePlayer } from "@/editor/use-player";

/** The player for who does not show what changes with each frame. */
export type Handle = Pick<Player, "play" | "pause" | "toggle" | "seek" | "now"> & {
  frame: () => number;
  speed: () => number;
  setLoop: (loop: Loop | null) => void;
};

const PlayerContext = createContext<Player | null>(null);
const HandleContext = createContext<Handle | null>(null);

type PlayingProps = { frames: number; rate: Rate; begin: number; children: ReactNode };

/** Plays for what is in it; of that, only who asks for the player is drawn anew with each frame. */
export function Playing({ frames, rate, begin, children }: PlayingProps) {
  const [loop, setLoop] = useState<Loop | null>(null);
  const player = usePlayer(frames, rate, begin, loop);
  const latest = useRef(player);
  useLayoutEffect(() => {
    latest.current = player;
  });
  const handle = useMemo(
    (): Handle => ({
      play: (speed) => latest.current.play(speed),
      pause: () => latest.current.pause(),
      toggle: () => latest.current.toggle(),
      seek: (frame) => latest.current.seek(frame),
      now: () => latest.current.now(),
      frame: () => latest.current.frame,
      speed: () => latest.current.speed,
      setLoop,
    }),
    [],
  );
  return (
    <HandleContext value={handle}>
      <PlayerContext value={player}>{children}</PlayerContext>
    </HandleContext>
  );
}

function held<Value>(value: Value | null): Value {
  if (value === null) throw new Error("This part stands outside of what is played.");
  return value;
}

/** The player as it is now: whoever asks is drawn anew with each frame. */
export function usePlaying(): Player {
  return held(useContext(PlayerContext));
}

export function useHandle(): Handle {
  return held(useContext(HandleContext));
}
