import { clsx } from "clsx";
import type { WallProject } from "./documents";

type MosaicProps = { posters: WallProject["posters"]; width: number; height: number };

/** The first pictures of a project; a slate of its own shape where there are none. */
export function Mosaic({ posters, width, height }: MosaicProps) {
  const shown = posters.filter((poster) => poster.thumbnailUrl);
  if (shown.length === 0) return <Slate width={width} height={height} />;
  const count = shown.length < 4 ? 1 : 4;
  return (
    <div
      className={clsx(
        "grid size-full gap-px bg-stage",
        count === 4 ? "grid-cols-2 grid-rows-2" : "grid-cols-1",
      )}
    >
      {shown.slice(0, count).map((poster) => (
        <img
          key={poster.id}
          src={poster.thumbnailUrl ?? undefined}
          alt=""
          loading="lazy"
          decoding="async"
          draggable={false}
          className="size-full min-h-0 min-w-0 object-cover"
        />
      ))}
    </div>
  );
}

function Slate({ width, height }: { width: number; height: number }) {
  const wide = width / height > 16 / 9;
  return (
    <div className="grid size-full place-items-center bg-well">
      <div
        className={clsx("border border-edge opacity-45", wide ? "w-2/5" : "h-2/5")}
        style={{ aspectRatio: `${width} / ${height}` }}
      />
    </div>
  );
}
