import { Paintbrush, Plus } from "lucide-react";
import { lengthOf, type Rate } from "@/editor/time";
import { Button, IconButton } from "@/ui/button";
import { useBoardActs } from "./board-acts";
import type { SceneView } from "./view";
import { framesOf, shots } from "./words";

/** A scene's name over its shots. */
export function Heading({ view, rate }: { view: SceneView; rate: Rate }) {
  const acts = useBoardActs();
  const { scene } = view;
  const all = scene.clips.length;
  const count = view.clips.length === all ? shots(all) : `${view.clips.length} of ${shots(all)}`;
  const where = [scene.location, scene.timeOfDay].filter(Boolean).join(", ");
  const inName = scene.name.toLocaleLowerCase().includes(scene.location.toLocaleLowerCase());
  return (
    <div
      data-scene={scene.id}
      className="flex h-11 items-center gap-3 border-b border-line bg-ground px-4"
    >
      <span aria-hidden className="w-5 shrink-0 text-sm text-faint tabular-nums">
        {view.number}
      </span>
      <h2 className="min-w-0 truncate text-base font-semibold">{scene.name}</h2>
      {where && !inName ? (
        <span className="min-w-0 truncate text-xs text-soft">{where}</span>
      ) : null}
      <span className="shrink-0 text-xs text-faint tabular-nums">
        {count} · {lengthOf(framesOf(scene.clips), rate)}
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
        Generate scene
      </Button>
    </div>
  );
}
