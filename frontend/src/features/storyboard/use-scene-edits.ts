import { useMemo } from "react";
import { history } from "@/actions/history";
import { useAct } from "@/graphql/act";
import type { Scene } from "@/graphql/entities";
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

const DONE: Done = { ok: true };

/** Making, naming, ordering and deleting scenes; each can be undone. */
export function useSceneEdits(
  projectId: string,
  ordering: Ordering,
  onMade: (sceneId: string) => void,
) {
  const act = useAct();
  const { current, settle, rearrange } = ordering;
  return useMemo(() => {
    function making(label: string, make: () => Promise<string | Done>) {
      let made: string | null = null;
      void history.do({
        label,
        run: async () => {
          if (made) return act(RestoreScene, { id: made });
          const outcome = await make();
          if (typeof outcome !== "string") return outcome;
          made = outcome;
          onMade(outcome);
          return DONE;
        },
        undo: () => act(DeleteScene, { id: made ?? "" }),
      });
    }

    /** A new scene behind `after`, else at the end. */
    function add(after: string | null): void {
      making("Added a scene", async () => {
        const before = current();
        const outcome = await act(CreateScene, { projectId, name: "New scene" });
        if (!outcome.ok) return outcome;
        const id = outcome.payload.scene?.id;
        if (!id) return DONE;
        const at = before.findIndex((scene) => scene.sceneId === after);
        if (at < 0 || at === before.length - 1) return id;
        const whole: Order = [...before, { sceneId: id, clipIds: [] }];
        const placed = await settle(moveScene(whole, id, at + 1));
        return placed.ok ? id : placed;
      });
    }

    /** The first scene of an empty project, with a shot in it. */
    function begin(): void {
      making("Added a shot", async () => {
        const outcome = await act(CreateScene, { projectId, name: "Scene 1" });
        if (!outcome.ok) return outcome;
        const sceneId = outcome.payload.scene?.id;
        if (!sceneId) return DONE;
        const shot = await act(CreateClip, { sceneId, number: "1A" });
        return shot.ok ? sceneId : shot;
      });
    }

    function duplicate(id: string): void {
      making("Duplicated a scene", async () => {
        const outcome = await act(DuplicateScene, { id });
        return outcome.ok ? (outcome.payload.scene?.id ?? DONE) : outcome;
      });
    }

    function rename(scene: Pick<Scene, "id" | "name" | "version">, name: string): void {
      const wanted = name.trim();
      if (wanted === "" || wanted === scene.name) return;
      let version: number | null = scene.version;
      const called = async (text: string): Promise<Done> => {
        const input = { id: scene.id, name: text, expectedVersion: version };
        const outcome = await act(UpdateScene, input);
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

    function erase(scene: Pick<Scene, "id" | "name">): void {
      void history.do({
        label: `Deleted “${scene.name}”`,
        run: () => act(DeleteScene, { id: scene.id }),
        undo: () => act(RestoreScene, { id: scene.id }),
      });
    }

    /** To the place `to` among the other scenes. */
    function move(id: string, to: number): boolean {
      return rearrange(moveScene(current(), id, to), "Moved a scene", true);
    }
    return { add, begin, duplicate, rename, erase, move };
  }, [act, projectId, current, settle, rearrange, onMade]);
}

export type SceneEdits = ReturnType<typeof useSceneEdits>;
