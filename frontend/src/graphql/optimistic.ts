/** What a change will most likely look like, shown until the studio has answered. */
import type { Cache, OptimisticMutationConfig } from "@urql/exchange-graphcache";

type Input<Fields> = { input: Fields };
type Move = { ids: readonly string[]; sceneId: string; before?: string | null };

const edits = (["Project", "Scene", "Clip"] as const).map((type) => [
  `update${type}`,
  ({ input }: Input<Record<string, unknown>>) => {
    const { expectedVersion: _seen, allowOverlap: _how, ...fields } = input;
    return {
      __typename: `Update${type}Payload`,
      userErrors: [],
      proposals: [],
      [type.toLowerCase()]: { __typename: type, ...fields },
    };
  },
]);

function idsOf(cache: Cache, owner: { __typename: string; id: string }, list: string): string[] {
  const links = cache.resolve(owner, list);
  return Array.isArray(links) ? links.map((link) => String(cache.resolve(link, "id"))) : [];
}

/** A scene with these clips end to end. */
function laid(cache: Cache, sceneId: string, clipIds: readonly string[]) {
  let end = 0;
  const clips = clipIds.map((id) => {
    const clip = { __typename: "Clip", id };
    const startFrame = end;
    end += Number(cache.resolve(clip, "durationFrames") ?? 0);
    const version = Number(cache.resolve(clip, "version") ?? 1);
    return { ...clip, startFrame, version, scene: { __typename: "Scene", id: sceneId } };
  });
  return { __typename: "Scene", id: sceneId, clips };
}

/** The scene with the clips in front of `before`, and those that they leave. */
function moveClips({ input }: Input<Move>, cache: Cache) {
  const { ids, sceneId, before } = input;
  const moved = new Set(ids);
  const homes = ids.map((id) => {
    const scene = cache.resolve({ __typename: "Clip", id }, "scene");
    return typeof scene === "string" ? String(cache.resolve(scene, "id")) : sceneId;
  });
  const scenes = [...new Set([sceneId, ...homes])].map((id) => {
    const rest = idsOf(cache, { __typename: "Scene", id }, "clips").filter(
      (one) => !moved.has(one),
    );
    if (id !== sceneId) return laid(cache, id, rest);
    const at = before ? rest.indexOf(before) : -1;
    return laid(cache, id, rest.toSpliced(at < 0 ? rest.length : at, 0, ...ids));
  });
  return { __typename: "MoveClipsPayload", userErrors: [], scenes };
}

function reorderScenes(
  { input }: Input<{ projectId: string; sceneIds: readonly string[] }>,
  cache: Cache,
) {
  const scenes = input.sceneIds.map((id, position) => {
    const scene = { __typename: "Scene", id };
    return { ...scene, position, version: Number(cache.resolve(scene, "version") ?? 1) };
  });
  const project = { __typename: "Project", id: input.projectId, scenes };
  return { __typename: "ReorderScenesPayload", userErrors: [], project };
}

export const optimistic = {
  ...Object.fromEntries(edits),
  moveClips,
  reorderScenes,
} as OptimisticMutationConfig;
