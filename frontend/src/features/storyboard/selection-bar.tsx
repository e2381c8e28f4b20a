import { run, useRegistered } from "@/actions/registry";
import { Button } from "@/ui/button";
import { Keys } from "@/ui/keys";
import { Menu } from "@/ui/menu";
import type { BoardModel } from "./use-board";

const MOST_SCENES = 60;

/** What can be done with several shots at once. */
export function SelectionBar({ board }: { board: BoardModel }) {
  const { selection, shots, data } = board;
  return (
    <section
      aria-label="Selected shots"
      className="absolute bottom-4 left-1/2 z-20 flex max-w-[calc(100%-2rem)] -translate-x-1/2 animate-enter items-center gap-1 rounded-lg bg-raised p-1.5 pl-4 shadow-float"
    >
      <p className="mr-2 shrink-0 whitespace-nowrap text-sm tabular-nums">
        {selection.ids.size} shots <span className="text-soft">· {shots.pickedLength}</span>
      </p>
      <Act id="board.generate" label="Generate" look="primary" />
      <Act id="board.duplicate" label="Duplicate" />
      <Menu
        label="Move to scene"
        items={data.scenes.slice(0, MOST_SCENES).map((scene) => ({
          id: scene.id,
          label: scene.name,
          onSelect: () => shots.move(selection.ids, { sceneId: scene.id, before: null }),
        }))}
      >
        <Button size="sm" look="quiet">
          Move to scene…
        </Button>
      </Menu>
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
