import { Paintbrush, Plus } from "lucide-react";
import { lengthOf, type Rate, sceneFrames } from "@/editor/time";
import { useLastKind } from "@/graphql/last-kind";
import { usePriceTag } from "@/graphql/price-tag";
import { IconButton, PricedButton } from "@/ui/button";
import { plural } from "@/ui/words";
import { useBoardActs } from "./board-acts";
import { type InView, useSceneInView } from "./in-view";
import type { SceneView } from "./view";
import { wantedOfScene } from "./words";

type HeadingProps = { view: SceneView; rate: Rate; inView: InView };

/** A scene's name over its shots. */
export function Heading({ view, rate, inView }: HeadingProps) {
  const acts = useBoardActs();
  const { scene } = view;
  const all = scene.clips.length;
  const count =
    view.clips.length === all
      ? plural(all, "shot")
      : `${view.clips.length} of ${plural(all, "shot")}`;
  const where = [scene.location, scene.timeOfDay].filter(Boolean).join(", ");
  const inName = scene.name.toLocaleLowerCase().includes(scene.location.toLocaleLowerCase());
  const wanted = wantedOfScene(scene, useLastKind());
  const price = usePriceTag(all === 0 ? null : wanted, useSceneInView(inView) === scene.id);
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
        {count}
        <span className="max-sm:hidden"> · {lengthOf(sceneFrames(scene.clips), rate)}</span>
      </span>
      <span className="grow" />
      <IconButton
        small
        label={`Add a shot to ${scene.name}`}
        onClick={() => acts.addShot(scene.id)}
      >
        <Plus size={16} />
      </IconButton>
      <PricedButton
        size="sm"
        price={price}
        disabled={all === 0}
        onClick={() => acts.generateScene(scene.id)}
      >
        <Paintbrush size={14} aria-hidden />
        <span className="max-sm:sr-only">
          Generate scene{"asking" in wanted ? <span aria-hidden>…</span> : null}
        </span>
        <span className="sr-only">{scene.name}</span>
      </PricedButton>
    </div>
  );
}
