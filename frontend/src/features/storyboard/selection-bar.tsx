import { run, useRegistered } from "@/actions/registry";
import { GENERATE } from "@/graphql/last-kind";
import { lockWords } from "@/graphql/locking";
import { newestOf } from "@/graphql/picking";
import { usePriceTag } from "@/graphql/price-tag";
import { Button, PricedButton } from "@/ui/button";
import { Tip } from "@/ui/tip";
import { SceneMenu } from "./scene-menu";
import type { BoardModel } from "./use-board";

/** What can be done with several shots at once. */
export function SelectionBar({ board }: { board: BoardModel }) {
  const { selection, shots, data } = board;
  const fresh = newestOf(shots.picked).length;
  return (
    <section
      aria-label="Selected shots"
      className="absolute inset-x-4 bottom-4 z-20 mx-auto flex w-fit animate-enter flex-wrap items-center gap-1 rounded-lg bg-raised p-1.5 pl-4 shadow-float"
    >
      <p className="mr-2 shrink-0 whitespace-nowrap text-sm tabular-nums">
        {selection.ids.size} shots <span className="text-soft">· {shots.pickedLength}</span>
      </p>
      <Generate board={board} />
      {fresh > 0 ? (
        <Act id="board.pickNewest" label={`Pick newest of ${fresh.toLocaleString("en")}`} />
      ) : null}
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
      <Act id="board.lock" label={lockWords(shots.picked).replace(/ .*/, "")} />
      <Act id="board.delete" label="Delete" />
      <Act id="board.clear" label="Clear" />
    </section>
  );
}

function Generate({ board: { shots, what } }: { board: BoardModel }) {
  const action = useRegistered().find((one) => one.id === "board.generate");
  const target = { clipIds: shots.picked.map(({ id }) => id) };
  return (
    <PricedButton
      size="sm"
      look="primary"
      price={usePriceTag({ now: target }, true)}
      keys="g"
      onClick={() => run(action)}
    >
      {GENERATE[what]}
    </PricedButton>
  );
}

function Act({ id, label }: { id: string; label: string }) {
  const action = useRegistered().find((one) => one.id === id);
  return (
    <Tip label={action?.label ?? label} keys={action?.keys}>
      <Button size="sm" look="quiet" onClick={() => run(action)}>
        {label}
      </Button>
    </Tip>
  );
}
