import { type MouseEvent, type ReactNode, type RefObject, useMemo } from "react";
import { MenuOn } from "@/ui/menu";
import { Card } from "./card";
import { Heading } from "./heading";
import { type Drop, MARGIN, type Row } from "./layout";
import { EmptyScene } from "./states";
import type { BoardModel } from "./use-board";
import { type GridHandle, useGrid } from "./use-grid";
import { useSceneMenu, useShotMenu } from "./use-menus";
import type { SceneView } from "./view";

type GridProps = { board: BoardModel; handle: RefObject<GridHandle | null> };

/** The shots, scene after scene; only the rows near the eye are in the document. */
export function Grid({ board, handle }: GridProps) {
  const { openMenu } = board;
  const { scroller, virtual, current, noteFocus } = useGrid({
    ...{ rows: board.data.rows, box: board.data.box, pinned: board.pinned, handle },
    ...{ inView: board.inView, projectId: board.props.projectId },
    sceneId: board.data.place.scene,
    onRest: (scene) => board.data.place.change({ scene }),
  });
  const shotMenu = useShotMenu();
  const sceneMenu = useSceneMenu();

  function chooseMenu(event: MouseEvent) {
    const node = event.target instanceof Element ? event.target : null;
    const clipId = node?.closest("[data-clip]")?.getAttribute("data-clip");
    const sceneId = node?.closest("[data-scene]")?.getAttribute("data-scene");
    if (clipId) openMenu({ clipId });
    else if (sceneId) openMenu({ sceneId });
    else event.stopPropagation();
  }
  return (
    <MenuOn items={board.menuOn === "shot" ? shotMenu : sceneMenu}>
      <div
        ref={scroller}
        onContextMenuCapture={chooseMenu}
        data-board
        className="relative min-h-0 grow overflow-y-auto overflow-x-hidden"
      >
        <Rows board={board} virtual={virtual} current={current} onFocus={noteFocus} />
      </div>
    </MenuOn>
  );
}

type RowsProps = {
  board: BoardModel;
  virtual: ReturnType<typeof useGrid>["virtual"];
  /** The row of the heading that stays in view. */
  current: number;
  onFocus: (rowKey: string) => void;
};

function Rows({ board, virtual, current, onFocus }: RowsProps) {
  const { rows, views, box, rate } = board.data;
  const scenes = useMemo(() => new Map(views.map((view) => [view.id, view])), [views]);
  return (
    // biome-ignore lint/a11y/useSemanticElements: rows are placed freely, which a table cannot.
    <div
      role="grid"
      aria-label="Shots"
      aria-multiselectable
      aria-rowcount={rows.length}
      aria-colcount={box.columns}
      className="relative w-full"
      style={{ height: virtual.getTotalSize() }}
    >
      {virtual.getVirtualItems().map(({ index, start, size }) => {
        const row = rows[index];
        const view = row && scenes.get(row.sceneId);
        return row && view ? (
          <RowFrame
            key={row.key}
            {...{ row, index, start, size }}
            sticky={index === current}
            onFocus={() => onFocus(row.key)}
          >
            {row.kind === "heading" ? (
              <Heading view={view} rate={rate} inView={board.inView} />
            ) : null}
            {row.kind === "empty" ? <EmptyScene sceneId={row.sceneId} /> : null}
            {row.kind === "cards" ? <CardRow board={board} row={row} view={view} /> : null}
          </RowFrame>
        ) : null;
      })}
      {board.drag.drop ? <InsertionLine drop={board.drag.drop} /> : null}
    </div>
  );
}

type RowFrameProps = {
  row: Row;
  index: number;
  start: number;
  size: number;
  sticky: boolean;
  onFocus: () => void;
  children: ReactNode;
};

function RowFrame({ row, index, start, size, sticky, onFocus, children }: RowFrameProps) {
  const cards = row.kind === "cards";
  return (
    // biome-ignore lint/a11y/useSemanticElements: rows are placed freely, which a table cannot.
    // biome-ignore lint/a11y/useFocusableInteractive: the cells in it take the focus.
    <div
      role="row"
      aria-rowindex={index + 1}
      onFocus={onFocus}
      className={sticky ? "sticky top-0 z-10" : "absolute inset-x-0 top-0"}
      style={{ height: size, ...(sticky ? {} : { transform: `translateY(${start}px)` }) }}
    >
      {cards ? (
        children
      ) : (
        <div role={row.kind === "heading" ? "rowheader" : "gridcell"} className="h-full">
          {children}
        </div>
      )}
    </div>
  );
}

type CardRowProps = { board: BoardModel; row: Extract<Row, { kind: "cards" }>; view: SceneView };

function CardRow({ board, row, view }: CardRowProps) {
  const { selection, drag, data, chosen } = board;
  const from = view.clips.findIndex((clip) => clip.id === row.clipIds[0]);
  const lifted = drag.lifted?.kind === "clip" ? drag.lifted.ids : null;
  return (
    <div role="presentation" className="absolute top-0" style={{ left: MARGIN }}>
      {view.clips.slice(from, from + row.clipIds.length).map((clip, column) => (
        <Card
          key={clip.id}
          clip={clip}
          rate={data.rate}
          box={data.box}
          column={column}
          chosen={selection.ids.has(clip.id)}
          active={clip.id === board.entry}
          wanted={clip.id === chosen.wanted?.id ? chosen.wanted.turn : 0}
          inspected={clip.id === board.props.inspectedId}
          lifted={lifted?.has(clip.id) ?? false}
          playing={clip.id === board.shots.playing}
        />
      ))}
    </div>
  );
}

function InsertionLine({ drop }: { drop: Drop }) {
  const { x, y, height } = drop.line;
  return (
    <div
      aria-hidden
      className="pointer-events-none absolute left-0 top-0 w-0.5 rounded-full bg-accent"
      style={{ height, transform: `translate(${x - 1}px, ${y}px)` }}
    />
  );
}
