import { lengthOf } from "@/editor/time";
import { Button } from "@/ui/button";
import { plural } from "@/ui/words";
import { useDesk } from "./desk";
import { Panel, Row } from "./panel";
import type { ClipActs } from "./use-clip-acts";
import { overlapsOf } from "./visible";

/** Each scene in which shots overlap, or nothing is seen for a while. */
export function useTroubles() {
  const { film } = useDesk();
  return film.scenes.map((scene) => {
    const shots = film.shots.filter(({ sceneId }) => sceneId === scene.id);
    let seen = scene.start;
    let gaps = 0;
    for (const { start, end } of shots) {
      if (start > seen) gaps += 1;
      seen = Math.max(seen, end);
    }
    return { scene, gaps, overlaps: overlapsOf(shots).length };
  });
}

/** The film while nothing of it is chosen. */
export function FilmPanel({ acts }: { acts: ClipActs }) {
  const { film, rate, tracks } = useDesk();
  const troubles = useTroubles();
  const some = troubles.filter(({ gaps, overlaps }) => gaps + overlaps > 0);
  return (
    <Panel label="Film" title="Film">
      <div className="flex flex-col gap-0.5">
        <Row label="Length">{lengthOf(film.frames, rate)}</Row>
        <Row label="Shots">{film.shots.length.toLocaleString("en")}</Row>
        <Row label="Sound">{tracks.length > 0 ? plural(tracks.length, "track") : "None yet"}</Row>
      </div>
      {some.length === 0 ? (
        <p className="text-xs text-soft">Every frame shows one shot: no gaps, no overlaps.</p>
      ) : null}
      {some.slice(0, 12).map(({ scene, gaps, overlaps }) => (
        <div key={scene.id} className="flex flex-col gap-1.5 rounded-md bg-well p-2 text-xs">
          <p className="truncate font-medium">{scene.name}</p>
          <div className="flex flex-wrap gap-1.5">
            {overlaps > 0 ? (
              <Button size="sm" onClick={() => void acts.resolve(scene.id)}>
                Resolve {plural(overlaps, "overlap")}
              </Button>
            ) : null}
            {gaps > 0 ? (
              <Button size="sm" onClick={() => void acts.closeGaps(scene.id)}>
                Close {plural(gaps, "gap")}
              </Button>
            ) : null}
          </div>
        </div>
      ))}
    </Panel>
  );
}
