import type { CSSProperties } from "react";
import { type Action, useActions } from "@/actions/registry";
import type { Take } from "@/graphql/entities";
import { stillPlease } from "@/ui/media";
import { FilmBar } from "./film-bar";
import { filmAct } from "./take-action";
import { type FilmModel, SPEEDS, useFilm } from "./use-film";
import { useFrameKeeping } from "./use-frame-keeping";

type FilmProps = { take: Take; alt: string; look: CSSProperties; onShow: (takeId: string) => void };

/** A film with a bar of its own: the browser's knows no frames. */
export function Film({ take, alt, look, onShow }: FilmProps) {
  const [video, film] = useFilm(take);
  const { keeping, keep } = useFrameKeeping(take.id, onShow);
  useActions(filmActions(film, () => void keep(film.frame)));
  return (
    <div className="flex size-full flex-col">
      <div className="relative min-h-0 grow overflow-hidden">
        <video
          ref={video}
          src={take.url}
          aria-label={alt}
          loop
          muted
          autoPlay={!stillPlease()}
          playsInline
          preload="auto"
          className="size-full object-contain"
          style={look}
          {...film.events}
        />
      </div>
      <FilmBar film={film} keeping={keeping} onKeep={() => void keep(film.frame)} />
    </div>
  );
}

function filmActions(film: FilmModel, keep: () => void): Action[] {
  const { frame, frames, speed } = film;
  const faster = SPEEDS.find((one) => one > speed);
  const slower = SPEEDS.findLast((one) => one < speed);
  return [
    filmAct("frame+", "Next frame", ".", () => film.step(1), frame >= frames - 1 ? LAST : null),
    filmAct("frame-", "Previous frame", ",", () => film.step(-1), frame <= 0 ? FIRST : null),
    filmAct("play", film.playing ? "Pause" : "Play", "k", film.toggle),
    filmAct("faster", "Faster", ">", () => faster && film.run(faster)),
    filmAct("slower", "Slower", "<", () => slower && film.run(slower)),
    filmAct("frame", "Keep this frame", "f", keep),
  ];
}

const LAST = "This is the last frame";
const FIRST = "This is the first frame";
