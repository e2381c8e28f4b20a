import { clsx } from "clsx";
import { Image } from "lucide-react";
import { useCallback, useContext, useMemo } from "react";
import { Canvas, type Sheet } from "./canvas";
import { LANE, TimelineClip, Wedge } from "./clip";
import { DrawingContext, type FilmShot, useDesk } from "./desk";
import { TrimTip } from "./trim-tip";
import { HEAD } from "./use-view";
import { overlapsOf, within } from "./visible";

/** Narrower than that it is a bar that only the zoom makes a shot. */
const THIN = 14;

/** The lanes of pictures, the highest on top: that is the one that is seen. */
export function Lanes() {
  const { film } = useDesk();
  const overlaps = useMemo(() => overlapsOf(film.shots), [film]);
  const lanes = Array.from({ length: film.lanes }, (_, at) => film.lanes - 1 - at);
  return lanes.map((lane) => (
    <Lane key={lane} lane={lane} overlaps={overlaps.filter((one) => one.lane === lane)} />
  ));
}

type LaneProps = { lane: number; overlaps: { start: number; end: number }[] };

function Lane({ lane, overlaps }: LaneProps) {
  const { film, view } = useDesk();
  const many = film.lanes > 1;
  return (
    // biome-ignore lint/a11y/useSemanticElements: lanes of a virtual grid are no table rows.
    // biome-ignore lint/a11y/useFocusableInteractive: its cells are.
    <div
      role="row"
      className="relative flex border-b border-line"
      style={{ height: LANE, width: HEAD + view.extent }}
    >
      {/* biome-ignore lint/a11y/useSemanticElements: as above. */}
      {/* biome-ignore lint/a11y/useFocusableInteractive: as above. */}
      <div
        role="rowheader"
        className="sticky left-0 z-30 flex shrink-0 flex-col justify-center gap-0.5 border-r border-line bg-panel px-3 text-xs text-soft"
        style={{ width: HEAD }}
      >
        <span className="flex items-center gap-2">
          <Image size={14} aria-hidden className="text-faint" />
          {many ? `Pictures ${lane + 1}` : "Pictures"}
        </span>
        {lane > 0 ? <span className="pl-5.5 text-2xs text-faint">over those below</span> : null}
      </div>
      <Shots lane={lane} />
      <div className="pointer-events-none absolute inset-y-0" style={{ left: HEAD }}>
        {overlaps.map(({ start, end }) => (
          <span
            key={`${start} ${end}`}
            className="hatch absolute inset-y-0.5 z-[6] rounded-sm"
            style={{
              left: start * view.scale,
              width: Math.max(2, (end - start) * view.scale),
              backgroundImage:
                "repeating-linear-gradient(135deg, var(--warn) 0 2px, transparent 2px 8px)",
              opacity: 0.45,
            }}
          />
        ))}
      </div>
    </div>
  );
}

function Shots({ lane }: { lane: number }) {
  const { film, view, rate, selection, clipDrag, acts } = useDesk();
  const { scale } = view;
  const window = useContext(DrawingContext);
  const entry = selection.active ?? film.shots[0]?.clip.id;
  const mine = useMemo(() => film.shots.filter((shot) => shot.lane === lane), [film, lane]);
  const seen = within(mine, film.longest, window.from / scale, window.to / scale);
  const pinned = (id: string) => id === entry || (clipDrag?.ids.has(id) ?? false);
  const shown = seen.filter(
    ({ clip, start, end }) => (end - start) * scale >= THIN || pinned(clip.id),
  );
  const far = mine.filter(({ clip }) => pinned(clip.id) && !shown.some((one) => one.clip === clip));
  const thin = useThin(seen, lane);
  return (
    <div className="absolute inset-y-0" style={{ left: HEAD, width: view.extent }}>
      {shown.length < seen.length ? (
        <Canvas view={view} height={LANE} className="sticky" draw={thin} />
      ) : null}
      {[...shown, ...far].map((shot) => {
        const lifted = clipDrag?.ids.has(shot.clip.id) ?? false;
        const by = lifted ? (clipDrag?.by ?? 0) : 0;
        const kind = clipDrag?.kind;
        const [from, to] = [kind === "move" || kind === "head", kind === "move" || kind === "trim"];
        return (
          <TimelineClip
            key={shot.clip.id}
            shot={shot}
            scale={scale}
            rate={rate}
            chosen={selection.ids.has(shot.clip.id)}
            active={shot.clip.id === entry}
            by={from ? by : 0}
            longer={(to ? by : 0) - (from ? by : 0)}
            slid={kind === "slip" ? by : 0}
            lifted={lifted}
            clash={lifted && (clipDrag?.clash ?? false)}
            column={film.shots.indexOf(shot) + 2}
            acts={acts}
          />
        );
      })}
      {seen.map((shot) => (
        <Wedge key={shot.clip.id} shot={shot} scale={scale} />
      ))}
      {mine.map((shot) =>
        clipDrag && clipDrag.kind !== "move" && clipDrag.ids.has(shot.clip.id) ? (
          <TrimTip key={shot.clip.id} shot={shot} drag={clipDrag} />
        ) : null,
      )}
    </div>
  );
}

/** Draws the shots that are too narrow to be anything but bars. */
function useThin(seen: readonly FilmShot[], lane: number) {
  const { selection } = useDesk();
  return useCallback(
    ({ pen, left, width, height, scale, colour }: Sheet) => {
      for (const { clip, start, end } of seen) {
        const wide = (end - start) * scale;
        const x = start * scale - left;
        if (wide >= THIN || x > width || x + wide < 0 || lane < 0) continue;
        const chosen = selection.ids.has(clip.id);
        pen.fillStyle = colour(chosen ? "accent" : clip.selectedTake ? "edge" : "pressed");
        pen.fillRect(x, 3, Math.max(0.6, wide - (wide > 3 ? 1 : 0.4)), height - 8);
      }
    },
    [seen, selection, lane],
  );
}

/** The scenes, above their shots. */
export function Scenes() {
  const { film, view, acts } = useDesk();
  const { scale } = view;
  const window = useContext(DrawingContext);
  const seen = film.scenes.filter(
    ({ start, end }) => end * scale >= window.from && start * scale <= window.to && end > start,
  );
  return (
    <div className="absolute inset-y-0" style={{ left: HEAD, width: view.extent }}>
      {seen.map((scene, nth) => {
        const width = (scene.end - scene.start) * scale - 1;
        return (
          <button
            key={scene.id}
            type="button"
            tabIndex={-1}
            title={scene.name}
            onClick={() => acts.seek(scene.start)}
            style={{ left: scene.start * scale, width: Math.max(1, width) }}
            className={clsx(
              "absolute inset-y-0 overflow-clip border-l border-edge text-left text-2xs text-soft hover:text-ink",
              nth % 2 === 0 ? "bg-panel" : "bg-raised",
            )}
          >
            {width > 40 ? (
              <span
                className="sticky inline-block max-w-full truncate px-2 align-middle"
                style={{ left: HEAD }}
              >
                {scene.name}
              </span>
            ) : null}
          </button>
        );
      })}
    </div>
  );
}
