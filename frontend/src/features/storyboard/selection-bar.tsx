import { run, useRegistered } from "@/actions/registry";
import { Button } from "@/ui/button";
import { Keys } from "@/ui/keys";
import { SceneMenu } from "./scene-menu";
import type { BoardModel } from "./use-board";

/** What can be done with several shots at once. */
export function SelectionBar({ board }: { board: BoardModel }) {
  const { selection, shots, data } = board;
  return (
    <section
      aria-label="Selected shots"
      className="absolute inset-x-4 bottom-4 z-20 mx-auto flex w-fit animate-enter flex-wrap items-center gap-1 rounded-lg bg-raised p-1.5 pl-4 shadow-float"
    >
      <p className="mr-2 shrink-0 whitespace-nowrap text-sm tabular-nums">
        {selection.ids.size} shots <span className="text-soft">· {shots.pickedLength}</span>
      </p>
      <Act id="board.generate" label="Generate" look="primary" />
      <Act id="board.duplicate" label="Duplicate" />
      <SceneMenu
        label="Move to scene"
        scenes={data.scenes}
        onChoose={(sceneId) => shots.move(selection.ids, { sceneId, before: null })}
      >
        <Button size="sm" look="quiet">
          Move to scene…
        </Button>
      </SceneMenu>
      <Act id="board.delete" label="Delete" />
      <Act id="board.clear" label="Clear" />
    </section>
  );
}

function Act({ id, label, look }: { id: string; label: string; look?: "primary" }) {
  const action = useRegistered().find((one) => one.id === id);
  return (
    <Button size="sm" look={look ?? "quiet"} onClick={() => run(action)}>
      {label}
      {look || !action?.keys ? null : <Keys keys={action.keys} />}
    </Button>
  );
}
