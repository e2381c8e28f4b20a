import { Plus } from "lucide-react";
import type { MouseEvent } from "react";
import { IconButton } from "@/ui/button";
import { MenuOn } from "@/ui/menu";
import { useSceneInView } from "./in-view";
import { RailRow } from "./rail-row";
import type { BoardModel } from "./use-board";
import { useSceneMenu } from "./use-menus";
import { type RailRows, useRailRows } from "./use-rail-rows";

/** The scenes of the film, one under another. */
export function Rail({ board }: { board: BoardModel }) {
  const { scenes } = board;
  const inView = useSceneInView(board.inView);
  const { scroller, ...rows } = useRailRows(board, inView);
  const menu = useSceneMenu();

  function chooseMenu(event: MouseEvent) {
    const node = event.target instanceof Element ? event.target : null;
    const id = node?.closest("[data-rail]")?.getAttribute("data-rail");
    if (id) scenes.hold(id);
    else event.stopPropagation();
  }
  return (
    <nav
      aria-label="Scenes"
      className="flex w-55 shrink-0 flex-col border-r border-line bg-panel max-sm:absolute max-sm:inset-y-0 max-sm:right-0 max-sm:z-20 max-sm:shadow-float"
    >
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
          onContextMenuCapture={chooseMenu}
        >
          <Rows board={board} rows={rows} inView={inView} />
        </div>
      </MenuOn>
    </nav>
  );
}

type RowsProps = { board: BoardModel; rows: Omit<RailRows, "scroller">; inView: string | null };

function Rows({ board, rows, inView }: RowsProps) {
  const { data, drag, scenes } = board;
  const { sceneViews: views } = data;
  const { virtual, focused, focus, step } = rows;
  const entry = focused ?? inView ?? views[0]?.id;
  return (
    <ul className="relative" style={{ height: virtual.getTotalSize() }}>
      {virtual.getVirtualItems().map(({ index, start, size }) => {
        const view = views[index];
        return view ? (
          <RailRow
            key={view.id}
            view={view}
            rate={data.rate}
            count={views.length}
            top={start}
            height={size}
            current={view.id === inView}
            entry={view.id === entry}
            naming={view.id === scenes.naming}
            lifted={drag.lifted?.kind === "scene" && drag.lifted.id === view.id}
            mark={markOf(view.id, drag)}
            onGo={() => scenes.go(view.id)}
            onName={(name) => scenes.name(view.id, name)}
            onRename={() => scenes.setNaming(view.id)}
            onFocus={() => {
              focus(view.id);
              scenes.hold(view.id);
            }}
            onStep={(by) => step(view.id, by)}
          />
        ) : null;
      })}
    </ul>
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
