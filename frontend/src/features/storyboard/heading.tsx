import { Paintbrush, Plus } from "lucide-react";
import { lengthOf, type Rate, totalFrames } from "@/editor/time";
import { Button, IconButton } from "@/ui/button";
import { plural } from "@/ui/words";
import { useBoardActs } from "./board-acts";
import type { SceneView } from "./view";

/** A scene's name over its shots. */
export function Heading({ view, rate }: { view: SceneView; rate: Rate }) {
  const acts = useBoardActs();
  const { scene } = view;
  const all = scene.clips.length;
  const count =
    view.clips.length === all
      ? plural(all, "shot")
      : `${view.clips.length} of ${plural(all, "shot")}`;
  const where = [scene.location, scene.timeOfDay].filter(Boolean).join(", ");
  const inName = scene.name.toLocaleLowerCase().includes(scene.location.toLocaleLowerCase());
  return (
    <div
      data-scene={scene.id}
      className="flex h-11 select-none items-center gap-3 border-b border-line bg-ground px-4"
    >
      <span aria-hidden className="w-5 shrink-0 text-sm text-faint tabular-nums">
        {view.number}
      </span>
      <h2 className="min-w-0 truncate text-base font-semibold">{scene.name}</h2>
      {where && !inName ? (
        <span className="min-w-0 truncate text-xs text-soft">{where}</span>
      ) : null}
      <span className="shrink-0 text-xs text-faint tabular-nums">
        {count} · {lengthOf(totalFrames(scene.clips), rate)}
      </span>
      <span className="grow" />
      <IconButton
        small
        label={`Add a shot to ${scene.name}`}
        onClick={() => acts.addShot(scene.id)}
      >
        <Plus size={16} />
      </IconButton>
      <Button
        size="sm"
        disabled={all === 0}
        aria-label={`Generate scene ${scene.name}`}
        onClick={() => acts.generate({ sceneId: scene.id })}
      >
        <Paintbrush size={14} aria-hidden />
        <span className="max-sm:hidden">Generate scene</span>
      </Button>
    </div>
  );
}
