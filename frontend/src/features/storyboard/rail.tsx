import { useVirtualizer } from "@tanstack/react-virtual";
import { Plus } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { IconButton } from "@/ui/button";
import { MenuOn } from "@/ui/menu";
import { useSceneInView } from "./in-view";
import { RailRow } from "./rail-row";
import type { BoardModel } from "./use-board";
import { useSceneMenu } from "./use-menus";

const ROW = 68;

/** The scenes of the film, one under another. */
export function Rail({ board }: { board: BoardModel }) {
  const { data, drag, scenes } = board;
  const { sceneViews: views } = data;
  const inView = useSceneInView(board.inView);
  const carried = drag.lifted?.kind === "scene" ? drag.lifted.id : null;
  const scroller = useRef<HTMLDivElement>(null);
  const [focused, setFocused] = useState<string | null>(null);
  const menu = useSceneMenu();
  const at = (id: string | null) => views.findIndex((view) => view.id === id);
  const pinned = [at(focused), at(scenes.naming), at(carried)];
  const virtual = useVirtualizer({
    count: views.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    getItemKey: (index) => views[index]?.id ?? index,
    overscan: 4,
    rangeExtractor: ({ startIndex, endIndex, overscan, count }) => {
      const shown = new Set(pinned.filter((index) => index >= 0));
      const last = Math.min(count - 1, endIndex + overscan);
      for (let index = Math.max(0, startIndex - overscan); index <= last; index += 1)
        shown.add(index);
      return [...shown].sort((one, other) => one - other);
    },
  });
  const current = at(inView);
  useEffect(() => {
    if (current >= 0) virtual.scrollToIndex(current, { align: "auto" });
  }, [current, virtual]);

  function step(from: string, by: number) {
    const next = views[at(from) + by];
    if (!next) return;
    setFocused(next.id);
    virtual.scrollToIndex(at(next.id), { align: "auto" });
    requestAnimationFrame(() =>
      scroller.current?.querySelector<HTMLElement>(`[data-rail="${next.id}"] button`)?.focus(),
    );
  }
  return (
    <nav aria-label="Scenes" className="flex w-55 shrink-0 flex-col border-r border-line bg-panel">
      <header className="flex h-11 shrink-0 items-center justify-between border-b border-line pl-4 pr-2">
        <h2 className="text-xs font-semibold text-soft">Scenes</h2>
        <IconButton
          small
          label="Add a scene"
          keys="Shift+S"
          onClick={() => scenes.edits.add(inView)}
        >
          <Plus size={16} />
        </IconButton>
      </header>
      <MenuOn items={menu}>
        <div
          ref={scroller}
          className="min-h-0 grow overflow-y-auto"
          onContextMenuCapture={(event) => {
            const node = event.target instanceof Element ? event.target : null;
            const id = node?.closest("[data-rail]")?.getAttribute("data-rail");
            if (id) scenes.hold(id);
            else event.stopPropagation();
          }}
        >
          <ul className="relative" style={{ height: virtual.getTotalSize() }}>
            {virtual.getVirtualItems().map(({ index, start }) => {
              const view = views[index];
              return view ? (
                <RailRow
                  key={view.id}
                  view={view}
                  rate={data.rate}
                  count={views.length}
                  top={start}
                  height={ROW}
                  current={view.id === inView}
                  entry={view.id === (focused ?? inView ?? views[0]?.id)}
                  naming={view.id === scenes.naming}
                  lifted={view.id === carried}
                  mark={markOf(view.id, drag)}
                  onGo={() => scenes.go(view.id)}
                  onName={(name) => scenes.name(view.id, name)}
                  onRename={() => scenes.setNaming(view.id)}
                  onFocus={() => {
                    setFocused(view.id);
                    scenes.hold(view.id);
                  }}
                  onStep={(by) => step(view.id, by)}
                />
              ) : null;
            })}
          </ul>
        </div>
      </MenuOn>
    </nav>
  );
}

function markOf(
  id: string,
  { lifted, railDrop: drop }: BoardModel["drag"],
): "above" | "below" | "in" | null {
  if (drop?.sceneId !== id || !lifted) return null;
  if (lifted.kind === "clip") return "in";
  return drop.after ? "below" : "above";
}
