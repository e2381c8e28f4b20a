import { useMemo } from "react";
import { filmFrames, lengthOf, rateOf } from "@/editor/time";
import type { WholeProject } from "@/graphql/project";
import { plural } from "@/ui/words";
import { boxOf, rowsOf } from "./layout";
import { useWidth } from "./use-grid";
import { useOrder } from "./use-order";
import { usePlace } from "./use-place";
import { useSize } from "./use-size";
import { viewOf } from "./view";
import { drawnOf } from "./words";

/** What there is to show, and how large: the project, its order, the filter and the window. */
export function useData(project: WholeProject, reread: () => void) {
  const place = usePlace();
  const [size, resize] = useSize();
  const [area, width] = useWidth();
  const ordering = useOrder(project.id, reread);
  const { scenes } = project;
  const rate = useMemo(() => rateOf(project.fps), [project.fps]);
  const views = useMemo(() => viewOf(scenes, place.q, place.show), [scenes, place.q, place.show]);
  const sceneViews = useMemo(() => viewOf(scenes, "", "all"), [scenes]);
  const clips = useMemo(() => scenes.flatMap((scene) => scene.clips), [scenes]);
  const shown = useMemo(() => views.flatMap((view) => view.clips.map(({ id }) => id)), [views]);
  const aspect = project.width / project.height;
  const box = useMemo(() => boxOf(width, size, aspect), [width, size, aspect]);
  const rows = useMemo(() => rowsOf(views, box.columns), [views, box.columns]);
  const summary = useMemo(
    () =>
      [
        plural(clips.length, "shot"),
        lengthOf(filmFrames(scenes), rate),
        `${drawnOf(clips).toLocaleString("en")} drawn`,
      ].join(" · "),
    [clips, scenes, rate],
  );
  return {
    ...{ project, scenes, sceneViews, views, clips, shown, rows, box, rate, summary },
    ...{ place, size, resize, area, width, ordering },
  };
}

export type BoardData = ReturnType<typeof useData>;
