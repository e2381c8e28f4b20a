import type { Heard } from "@/editor/sound";
import { Sounds } from "@/editor/sounds";
import { Stage } from "@/editor/stage";
import type { Rate } from "@/editor/time";
import { layersAt } from "@/editor/transitions";
import type { Film } from "./desk";
import { usePlaying } from "./playing";

type ViewerProps = {
  film: Film;
  rate: Rate;
  aspect: number;
  sounds: readonly Heard[];
};

/** What is seen at the playhead, and heard while it runs. */
export function Viewer({ film, rate, aspect, sounds }: ViewerProps) {
  const player = usePlaying();
  return (
    <section
      aria-label="Viewer"
      className="grid min-w-0 grow place-items-center overflow-hidden bg-stage p-2"
      style={{ containerType: "size" }}
    >
      <div
        style={{ width: `min(100cqw, 100cqh * ${aspect})`, aspectRatio: aspect }}
        className="overflow-hidden"
      >
        <Stage layers={layersAt(film, player.frame)} player={player} rate={rate} aspect={aspect} />
      </div>
      <Sounds sounds={sounds} player={player} />
    </section>
  );
}
