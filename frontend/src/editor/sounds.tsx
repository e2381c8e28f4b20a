import { useEffect, useEffectEvent, useRef } from "react";
import { correction, type Heard, loudnessAt } from "./sound";
import type { Player } from "./use-player";
import { Voice } from "./voice";

type SoundsProps = { sounds: readonly Heard[]; player: Player };

/** What is heard with a film. */
export function Sounds({ sounds, player }: SoundsProps) {
  return sounds.map((sound) => (
    <Sound key={`${sound.id} ${sound.url}`} sound={sound} player={player} />
  ));
}

/** A sound that is kept in step with the film's clock while that runs. */
function Sound({ sound, player }: { sound: Heard; player: Player }) {
  const { speed, now } = player;
  const element = useRef<HTMLAudioElement>(null);
  const voice = useRef<Voice | null>(null);
  useEffect(() => {
    if (!element.current) return;
    const mine = new Voice(element.current);
    voice.current = mine;
    return () => mine.end();
  }, []);
  const follow = useEffectEvent(() => {
    if (voice.current) keep(voice.current, sound, now(), speed);
  });
  useEffect(() => {
    if (speed <= 0) return;
    let request = requestAnimationFrame(step);
    function step() {
      follow();
      request = requestAnimationFrame(step);
    }
    return () => {
      cancelAnimationFrame(request);
      voice.current?.rest();
    };
  }, [speed]);
  return (
    <audio ref={element} data-sound={sound.id} src={sound.url} preload="auto">
      <track kind="captions" />
    </audio>
  );
}

function keep(voice: Voice, sound: Heard, moment: number, speed: number): void {
  if (moment < sound.from || moment >= sound.to || sound.muted) {
    voice.rest();
    return;
  }
  voice.level(loudnessAt(sound, moment));
  const wanted = sound.offset + moment - sound.from;
  if (!voice.runs) {
    voice.begin(wanted, speed);
    return;
  }
  const late = wanted - voice.at;
  voice.note(late);
  const next = correction(late, speed);
  if (next.seek) voice.seek(wanted);
  else voice.run(next.rate);
}
