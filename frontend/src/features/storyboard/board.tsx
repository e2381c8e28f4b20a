import { DndContext } from "@dnd-kit/core";
import { lazy, type RefObject, useRef } from "react";
import { problemOf } from "@/graphql/act";
import { useProject, type WholeProject } from "@/graphql/project";
import { Later } from "@/ui/later";
import { BoardContext, type BoardProps } from "./board-acts";
import { Ghost } from "./ghost";
import { Grid } from "./grid";
import { Rail } from "./rail";
import { BoardError, BoardSkeleton, EmptyProject, NothingFits } from "./states";
import { Toolbar } from "./toolbar";
import { useBoardActions } from "./use-actions";
import { type BoardModel, useBoard } from "./use-board";
import type { GridHandle } from "./use-grid";
import { useRail } from "./use-size";

const SelectionBar = lazy(() =>
  import("./selection-bar").then((module) => ({ default: module.SelectionBar })),
);

/** The storyboard of a project: its scenes, and their shots as cards that fill live. */
export function Board(props: BoardProps) {
  const { project, error, reread } = useProject(props.projectId);
  if (project) return <Standing key={project.id} props={props} project={project} reread={reread} />;
  if (error) return <BoardError message={problemOf(error).message} onAgain={reread} />;
  return <BoardSkeleton />;
}

type StandingProps = { props: BoardProps; project: WholeProject; reread: () => void };

function Standing({ props, project, reread }: StandingProps) {
  const handle = useRef<GridHandle>(null);
  const board = useBoard(props, project, reread, handle);
  const { data, drag } = board;
  const { area, clips, scenes } = data;
  const filter = useRef<HTMLInputElement>(null);
  const [railOpen, toggleRail] = useRail();
  useBoardActions(board, { filter, onRail: toggleRail });

  return (
    <BoardContext value={board.acts}>
      <DndContext
        sensors={drag.sensors}
        onDragStart={drag.onDragStart}
        onDragEnd={drag.onDragEnd}
        onDragCancel={drag.onDragCancel}
        accessibility={SILENT}
      >
        <div className="relative flex h-full min-w-0">
          {railOpen && scenes.length > 0 ? <Rail board={board} /> : null}
          <section aria-label="Storyboard" className="relative flex min-w-0 grow flex-col">
            <Toolbar board={board} railOpen={railOpen} onRail={toggleRail} input={filter} />
            <div ref={area} className="flex min-h-0 grow flex-col">
              <Content board={board} handle={handle} />
            </div>
            {board.selection.ids.size > 1 && !drag.lifted ? (
              <Later>
                <SelectionBar board={board} />
              </Later>
            ) : null}
            <p role="status" className="sr-only">
              {board.shots.spoken}
            </p>
          </section>
        </div>
        {drag.lifted?.kind === "clip" ? (
          <Ghost from={drag.lifted.from} ids={drag.lifted.ids} clips={clips} />
        ) : null}
      </DndContext>
    </BoardContext>
  );
}

type ContentProps = { board: BoardModel; handle: RefObject<GridHandle | null> };

function Content({ board, handle }: ContentProps) {
  const { data, props, scenes } = board;
  if (data.scenes.length === 0) {
    return <EmptyProject projectId={props.projectId} onAdd={scenes.edits.begin} />;
  }
  if (data.views.length === 0) {
    const { q, show, change } = data.place;
    return (
      <NothingFits
        show={q === "" ? show : "all"}
        onClear={() => change({ q: undefined, show: undefined })}
      />
    );
  }
  return data.width > 0 ? <Grid board={board} handle={handle} /> : null;
}

/** The board says by itself where things went. */
const SILENT = {
  announcements: {
    onDragStart: () => undefined,
    onDragOver: () => undefined,
    onDragEnd: () => undefined,
    onDragCancel: () => undefined,
  },
};
