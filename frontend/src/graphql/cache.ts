/** How news and changes find their place in the normalised cache. */
import { gql } from "@urql/core";
import type { Cache, DataFields, UpdatesConfig } from "@urql/exchange-graphcache";
import { ACTIVE, type JobState } from "./entities";

const SELECTED = gql`
  fragment SelectedTake on Take {
    id
    isSelected
  }
`;

const COUNTED = gql`
  fragment CountedGallery on Clip {
    id
    galleryCount
  }
`;

type Key = { __typename: string; id: string };
type Entity = DataFields & Key;

/** The types that are parts of another entity and have no place of their own. */
export const keys = Object.fromEntries(
  ["ProjectStats", "Failure", "PageInfo", "Viewer", "Workspace", "JobProgress"].map((name) => [
    name,
    () => null,
  ]),
);

function listOf(cache: Cache, owner: string | Key, field: string): string[] | null {
  const links = cache.resolve(owner, field);
  return Array.isArray(links) ? (links.filter(Boolean) as string[]) : null;
}

/** Puts an entity into an ordered list of its owner, at the place that `rank` gives it. */
function place(cache: Cache, owner: Key, field: string, entity: Key, rank: string): void {
  const list = listOf(cache, owner, field);
  const key = cache.keyOfEntity(entity);
  if (!list || !key) return;
  const value = (item: string) => Number(cache.resolve(item, rank) ?? 0);
  const rest = list.filter((item) => item !== key);
  const mine = value(key);
  const at = rest.findIndex((item) => value(item) > mine);
  rest.splice(at < 0 ? rest.length : at, 0, key);
  if (rest.some((item, index) => item !== list[index]) || rest.length !== list.length) {
    cache.link(owner, field, rest);
  }
}

function drop(cache: Cache, owner: string | Key, field: string, key: string): void {
  const list = listOf(cache, owner, field);
  if (list?.includes(key))
    cache.link(
      owner,
      field,
      list.filter((item) => item !== key),
    );
}

function ownerOf(cache: Cache, entity: Key, field: string): Key | null {
  const key = cache.resolve(entity, field);
  if (typeof key !== "string") return null;
  const id = cache.resolve(key, "id");
  return typeof id === "string" ? { __typename: key.slice(0, key.indexOf(":")), id } : null;
}

function clipChanged(cache: Cache, clip: Entity): void {
  const scene = ownerOf(cache, clip, "scene");
  if (!scene) return;
  const key = cache.keyOfEntity(clip);
  const project = ownerOf(cache, scene, "project");
  for (const other of (project && listOf(cache, project, "scenes")) ?? []) {
    if (key && other !== cache.keyOfEntity(scene)) drop(cache, other, "clips", key);
  }
  place(cache, scene, "clips", clip, "startFrame");
}

function clipGone(cache: Cache, id: string): void {
  const clip: Key = { __typename: "Clip", id };
  const scene = ownerOf(cache, clip, "scene");
  const key = cache.keyOfEntity(clip);
  if (scene && key) drop(cache, scene, "clips", key);
}

function sceneChanged(cache: Cache, scene: Entity): void {
  const project = ownerOf(cache, scene, "project");
  if (project) place(cache, project, "scenes", scene, "position");
}

function sceneGone(cache: Cache, id: string): void {
  const scene: Key = { __typename: "Scene", id };
  const project = ownerOf(cache, scene, "project");
  const key = cache.keyOfEntity(scene);
  if (project && key) drop(cache, project, "scenes", key);
}

/** Each stored reading of a field that takes arguments. */
function readings(cache: Cache, owner: string | Key, field: string) {
  return cache.inspectFields(owner).filter((info) => info.fieldName === field);
}

function takeChanged(cache: Cache, take: Entity): void {
  const clip = ownerOf(cache, take, "clip");
  const key = cache.keyOfEntity(take);
  if (!clip || !key) return;
  for (const { fieldKey, arguments: args } of readings(cache, clip, "gallery")) {
    if (args?.kind && args.kind !== cache.resolve(take, "kind")) continue;
    const list = listOf(cache, clip, fieldKey);
    if (list && !list.includes(key)) cache.link(clip, fieldKey, [...list, key]);
  }
  if (take.isSelected) select(cache, clip, key);
}

function select(cache: Cache, clip: Key, chosen: string): void {
  cache.link(clip, "selectedTake", chosen);
  for (const { fieldKey } of readings(cache, clip, "gallery")) {
    for (const key of listOf(cache, clip, fieldKey) ?? []) {
      const id = String(cache.resolve(key, "id"));
      const isSelected = key === chosen;
      if (cache.resolve(key, "isSelected") !== isSelected) {
        cache.writeFragment(SELECTED, { __typename: "Take", id, isSelected });
      }
    }
  }
}

function takeGone(cache: Cache, id: string): void {
  const take: Key = { __typename: "Take", id };
  const clip = ownerOf(cache, take, "clip");
  const key = cache.keyOfEntity(take);
  if (!clip || !key) return;
  for (const { fieldKey } of readings(cache, clip, "gallery")) drop(cache, clip, fieldKey, key);
  const count = Number(cache.resolve(clip, "galleryCount") ?? 0);
  cache.writeFragment(COUNTED, { ...clip, galleryCount: Math.max(0, count - 1) });
  // Told twice, by the answer and by the event, it is gone once.
  cache.invalidate(take);
}

type JobFilter = { projectId?: string; clipId?: string; states?: JobState[]; active?: boolean };

function jobChanged(cache: Cache, job: Entity): void {
  const key = cache.keyOfEntity(job);
  if (!key) return;
  const clip = ownerOf(cache, job, "clip");
  const project = ownerOf(cache, job, "project");
  if (clip) {
    for (const { fieldKey, arguments: args } of readings(cache, clip, "jobs")) {
      const list = listOf(cache, clip, fieldKey);
      if (!list || list.includes(key)) continue;
      cache.link(clip, fieldKey, [key, ...list].slice(0, Number(args?.first ?? 20)));
    }
  }
  const state = cache.resolve(job, "state") as JobState;
  for (const { fieldKey, arguments: args } of readings(cache, "Query", "jobs")) {
    const filter = (args?.filter ?? {}) as JobFilter;
    const connection = cache.resolve("Query", fieldKey);
    if (typeof connection !== "string") continue;
    const fits =
      (typeof filter.active !== "boolean" || filter.active === ACTIVE.includes(state)) &&
      (!filter.states || filter.states.includes(state)) &&
      (!filter.clipId || filter.clipId === clip?.id) &&
      (!filter.projectId || !project || filter.projectId === project.id);
    const list = listOf(cache, connection, "nodes");
    if (!list) continue;
    if (!fits) drop(cache, connection, "nodes", key);
    else if (!list.includes(key)) cache.link(connection, "nodes", [key, ...list]);
  }
}

type News = { __typename: string } & Record<string, DataFields & Key>;

/** Every kind of event, and what it does to the lists that the page holds. */
export function takeIn(cache: Cache, news: News): void {
  const gone = GONE[news.__typename];
  if (gone) gone[1](cache, String(news[gone[0]]));
  const changed = CHANGED[news.__typename];
  const entity = changed && news[changed[0]];
  if (entity) changed[1](cache, entity);
}

const CHANGED: Record<string, [field: string, act: (cache: Cache, entity: Entity) => void]> = {
  ClipChanged: ["clip", clipChanged],
  SceneChanged: ["scene", sceneChanged],
  TakeChanged: ["take", takeChanged],
  JobChanged: ["job", jobChanged],
};

const GONE: Record<string, [field: string, act: (cache: Cache, id: string) => void]> = {
  ClipDeleted: ["clipId", clipGone],
  SceneDeleted: ["sceneId", sceneGone],
  TakeDeleted: ["takeId", takeGone],
};

type Payload = DataFields & { userErrors?: unknown[] };

function payload(result: DataFields, field: string): Record<string, Entity> & Payload {
  return (result[field] ?? {}) as Record<string, Entity> & Payload;
}

function forgetLists(cache: Cache, field: string): void {
  for (const { fieldKey } of readings(cache, "Query", field)) cache.invalidate("Query", fieldKey);
}

function onClips(cache: Cache, clips: unknown): void {
  for (const clip of (clips as Entity[] | undefined) ?? []) clipChanged(cache, clip);
}

function onJobs(cache: Cache, jobs: unknown): void {
  for (const job of (jobs as Entity[] | undefined) ?? []) jobChanged(cache, job);
}

export const updates: UpdatesConfig = {
  Subscription: {
    projectEvents: (result, _args, cache) => takeIn(cache, result.projectEvents as News),
  },
  Mutation: {
    createProject: (_result, _args, cache) => forgetLists(cache, "projects"),
    importScript: (_result, _args, cache) => forgetLists(cache, "projects"),
    duplicateProject: (_result, _args, cache) => forgetLists(cache, "projects"),
    deleteProject: (_result, _args, cache) => forgetLists(cache, "projects"),
    restoreProject: (_result, _args, cache) => forgetLists(cache, "projects"),
    addEndpoint: (_result, _args, cache) => forgetLists(cache, "endpoints"),
    deleteEndpoint: (_result, _args, cache) => forgetLists(cache, "endpoints"),
    createScene: (result, _args, cache) => {
      const { scene } = payload(result, "createScene");
      if (scene) sceneChanged(cache, scene);
    },
    duplicateScene: (result, _args, cache) => {
      const { scene } = payload(result, "duplicateScene");
      if (scene) sceneChanged(cache, scene);
    },
    restoreScene: (result, _args, cache) => {
      const { scene } = payload(result, "restoreScene");
      if (scene) sceneChanged(cache, scene);
    },
    deleteScene: (result, _args, cache) => {
      const { deletedId } = payload(result, "deleteScene");
      if (deletedId) sceneGone(cache, String(deletedId));
    },
    createClip: (result, _args, cache) => {
      const { clip } = payload(result, "createClip");
      if (clip) clipChanged(cache, clip);
    },
    duplicateClips: (result, _args, cache) =>
      onClips(cache, payload(result, "duplicateClips").clips),
    restoreClips: (result, _args, cache) => onClips(cache, payload(result, "restoreClips").clips),
    deleteClips: (result, _args, cache) => {
      const ids = payload(result, "deleteClips").deletedIds as unknown as string[] | undefined;
      for (const id of ids ?? []) clipGone(cache, id);
    },
    generateClip: (result, _args, cache) => onJobs(cache, payload(result, "generateClip").jobs),
    generateClips: (result, _args, cache) => onJobs(cache, payload(result, "generateClips").jobs),
    cancelJobs: (result, _args, cache) => onJobs(cache, payload(result, "cancelJobs").jobs),
    cancelJob: (result, _args, cache) => {
      const { job } = payload(result, "cancelJob");
      if (job) jobChanged(cache, job);
    },
    retryJob: (result, _args, cache) => {
      const { job } = payload(result, "retryJob");
      if (job) jobChanged(cache, job);
    },
    selectTake: (result, _args, cache) => {
      const { take } = payload(result, "selectTake");
      if (take) takeChanged(cache, take);
    },
    deleteTake: (result, _args, cache) => {
      const { deletedId } = payload(result, "deleteTake");
      if (deletedId) takeGone(cache, String(deletedId));
    },
    restoreTake: (result, _args, cache) => {
      const { take } = payload(result, "restoreTake");
      if (take) takeChanged(cache, take);
    },
  },
};
