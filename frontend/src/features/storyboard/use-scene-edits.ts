import { useMemo } from "react";
import { history } from "@/actions/history";
import { type Made, making, NOTHING } from "@/actions/making";
import { type Act, requestKey, useAct } from "@/graphql/act";
import type { Scene } from "@/graphql/entities";
import { repeatable } from "@/graphql/wish";
import {
  CreateClip,
  CreateScene,
  DeleteScene,
  DuplicateScene,
  RestoreScene,
  UpdateScene,
} from "./documents";
import { moveScene, type Order } from "./order";
import type { Done, Ordering } from "./use-order";

type Desk = {
  act: Act;
  projectId: string;
  ordering: Ordering;
  onMade: (sceneId: string) => void;
};

/** Making, naming, ordering and deleting scenes; each can be undone. */
export function useSceneEdits(
  projectId: string,
  ordering: Ordering,
  onMade: (sceneId: string) => void,
) {
  const act = useAct();
  return useMemo(() => {
    const desk = { act, projectId, ordering, onMade };
    return {
      /** A new scene behind `after`, else at the end. */
      add: (after: string | null) => keep(desk, "Added a scene", add(desk, after)),
      /** The first scene of an empty project, with a shot in it. */
      begin: () => keep(desk, "Added a shot", begin(desk)),
      duplicate: (id: string) => keep(desk, "Duplicated a scene", duplicate(desk, id)),
      rename: (scene: Named, name: string) => rename(desk, scene, name.trim()),
      erase: (scene: Pick<Scene, "id" | "name">) => erase(desk, scene),
      /** To the place `to` among the other scenes. */
      move: (id: string, to: number) =>
        ordering.rearrange(moveScene(ordering.current(), id, to), "Moved a scene", true),
    };
  }, [act, projectId, ordering, onMade]);
}

export type SceneEdits = ReturnType<typeof useSceneEdits>;

type Making = () => Promise<Made<string>>;
type Named = Pick<Scene, "id" | "name" | "version">;

function keep({ act, onMade }: Desk, label: string, make: Making): void {
  making({
    label,
    make,
    remove: (id) => act(DeleteScene, { id }),
    restore: (id) => act(RestoreScene, { id }),
    onMade,
  });
}

/** To be called until it is done, as all that makes something here: it is done once. */
function create({ act, projectId }: Desk, name: string): Making {
  const send = repeatable(act, CreateScene, { projectId, name });
  return async () => {
    const outcome = await send();
    if (!outcome.ok) return outcome;
    const id = outcome.payload.scene?.id;
    return id ? { ok: true, made: id } : NOTHING;
  };
}

function add(desk: Desk, after: string | null): Making {
  const make = create(desk, "New scene");
  const before = desk.ordering.current();
  const at = before.findIndex((scene) => scene.sceneId === after);
  return async () => {
    const outcome = await make();
    if (!outcome.ok || at < 0) return outcome;
    const whole: Order = [...before, { sceneId: outcome.made, clipIds: [] }];
    const placed = await desk.ordering.settle(moveScene(whole, outcome.made, at + 1));
    return placed.ok ? outcome : placed;
  };
}

function begin(desk: Desk): Making {
  const make = create(desk, "Scene 1");
  const key = requestKey();
  return async () => {
    const outcome = await make();
    if (!outcome.ok) return outcome;
    const shot = { sceneId: outcome.made, number: "1A" };
    const made = await repeatable(desk.act, CreateClip, shot, key)();
    return made.ok ? outcome : made;
  };
}

function duplicate({ act }: Desk, id: string): Making {
  const send = repeatable(act, DuplicateScene, { id });
  return async () => {
    const outcome = await send();
    if (!outcome.ok) return outcome;
    const made = outcome.payload.scene?.id;
    return made ? { ok: true, made } : NOTHING;
  };
}

function rename({ act }: Desk, scene: Named, wanted: string): void {
  if (wanted === "" || wanted === scene.name) return;
  let version: number | null = scene.version;
  const called = async (name: string): Promise<Done> => {
    const outcome = await act(UpdateScene, { id: scene.id, name, expectedVersion: version });
    if (outcome.ok) version = outcome.payload.scene?.version ?? null;
    return outcome;
  };
  void history.do({
    label: `Renamed “${scene.name}”`,
    quiet: true,
    run: () => called(wanted),
    undo: () => called(scene.name),
  });
}

function erase({ act }: Desk, { id, name }: Pick<Scene, "id" | "name">): void {
  void history.do({
    label: `Deleted “${name}”`,
    run: () => act(DeleteScene, { id }),
    undo: () => act(RestoreScene, { id }),
  });
}
