import { clsx } from "clsx";
import { Play } from "lucide-react";
import { useState } from "react";
import type { Poster } from "@/graphql/entities";
import { Loop, Still } from "@/ui/media";

type PictureProps = {
  take: Poster | null;
  /** What a render under way shows of itself. */
  preview: string | null;
  number: string;
  playing: boolean;
};

/** Fills its frame whatever there is to show; what comes later fades in over it. */
export function Picture({ take, preview, number, playing }: PictureProps) {
  const still = take?.thumbnailUrl ?? (take?.kind === "IMAGE" ? take.url : null);
  return (
    <>
      {still === null && preview === null ? (
        <span aria-hidden className="absolute inset-0 grid place-items-center text-lg text-faint">
          {number}
        </span>
      ) : null}
      <Fading url={preview ?? still} />
      {take?.kind === "VIDEO" && playing ? <Loop url={take.url} fit="cover" /> : null}
      {take?.kind === "VIDEO" && !playing ? (
        <Play
          aria-label="Video"
          className="absolute bottom-1.5 right-1.5 size-5 rounded-sm bg-raised p-1 text-ink"
        />
      ) : null}
    </>
  );
}

function Fading({ url }: { url: string | null }) {
  const [shown, setShown] = useState(url);
  const [ready, setReady] = useState(false);
  const coming = url !== null && url !== shown ? url : null;

  function settle() {
    setShown(url);
    setReady(false);
  }
  return (
    <>
      {shown === null || url === null ? null : <Still url={shown} fit="cover" />}
      {coming ? (
        <img
          key={coming}
          src={coming}
          alt=""
          draggable={false}
          onLoad={() => setReady(true)}
          onTransitionEnd={settle}
          className={clsx(
            "absolute inset-0 size-full object-cover transition-opacity duration-300",
            ready ? "opacity-100" : "opacity-0",
          )}
        />
      ) : null}
    </>
  );
}
