/** How news and changes find their place in the normalised cache. */
import { gql } from "@urql/core";
import type {
  Cache,
  DataFields,
  ResolverConfig,
  UpdateResolver,
  UpdatesConfig,
} from "@urql/exchange-graphcache";
import { exportChanged, exportGone } from "./export-lists";
import { forgetWaiting, jobGone, jobsChanged } from "./job-lists";
import {
  BY_ID,
  count,
  drop,
  type Entity,
  type Key,
  listOf,
  ownerOf,
  place,
  readings,
} from "./lists";

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

/** A scene that is read by itself, of what is known of it. */
export const resolvers: ResolverConfig = {
  Query: { sceneOf: (_query, { id }) => ({ __typename: "Scene", id: String(id) }) },
};

/** The number that a field holds, to stand in its order. */
const by = (cache: Cache, field: string) => (key: string) => Number(cache.resolve(key, field) ?? 0);

function clipChanged(cache: Cache, clip: Entity): void {
  const scene = ownerOf(cache, clip, "scene");
  if (!scene) return;
  const key = cache.keyOfEntity(clip);
  const project = ownerOf(cache, scene, "project");
  for (const other of (project && listOf(cache, project, "scenes")) ?? []) {
    if (key && other !== cache.keyOfEntity(scene)) drop(cache, other, "clips", key);
  }
  place(cache, scene, "clips", clip, by(cache, "startFrame"));
}

function clipGone(cache: Cache, id: string): void {
  const clip: Key = { __typename: "Clip", id };
  const scene = ownerOf(cache, clip, "scene");
  const key = cache.keyOfEntity(clip);
  if (scene && key) drop(cache, scene, "clips", key);
}

function sceneChanged(cache: Cache, scene: Entity): void {
  const project = ownerOf(cache, scene, "project");
  if (project) place(cache, project, "scenes", scene, by(cache, "position"));
}

function sceneGone(cache: Cache, id: string): void {
  const scene: Key = { __typename: "Scene", id };
  const project = ownerOf(cache, scene, "project");
  const key = cache.keyOfEntity(scene);
  if (project && key) drop(cache, project, "scenes", key);
}

function takeChanged(cache: Cache, take: Entity): void {
  const clip = ownerOf(cache, take, "clip");
  const key = cache.keyOfEntity(take);
  if (!clip || !key) return;
  for (const { fieldKey, arguments: args } of readings(cache, clip, "gallery")) {
    if (args?.kind && args.kind !== cache.resolve(take, "kind")) continue;
    place(cache, clip, fieldKey, take, (one) =>
      Date.parse(String(cache.resolve(one, "createdAt"))),
    );
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
  if (cache.resolve(clip, "newestTake") === key) cache.link(clip, "newestTake", null);
  const count = Number(cache.resolve(clip, "galleryCount") ?? 0);
  cache.writeFragment(COUNTED, { ...clip, galleryCount: Math.max(0, count - 1) });
  // Told twice, by the answer and by the event, it is gone once.
  cache.invalidate(take);
}

function trackChanged(cache: Cache, track: Entity): void {
  const project = ownerOf(cache, track, "project");
  if (project) place(cache, project, "tracks", track, by(cache, "position"));
}

function trackGone(cache: Cache, id: string): void {
  const track: Key = { __typename: "Track", id };
  const project = ownerOf(cache, track, "project");
  const key = cache.keyOfEntity(track);
  if (project && key) drop(cache, project, "tracks", key);
}

/** A project that no reading knows is new, or back: the lists say where it stands. */
function projectChanged(cache: Cache, project: Entity): void {
  const key = cache.keyOfEntity(project);
  const lists = readings(cache, "Query", "projects").flatMap(({ fieldKey }) => {
    const connection = cache.resolve("Query", fieldKey);
    return typeof connection === "string" ? (listOf(cache, connection, "nodes") ?? []) : [];
  });
  if (key && !lists.includes(key)) forgetLists(cache, "projects");
}

function endpointChanged(cache: Cache, endpoint: Entity): void {
  for (const { fieldKey, arguments: args } of readings(cache, "Query", "endpoints")) {
    const connection = cache.resolve("Query", fieldKey);
    if (typeof connection !== "string") continue;
    if (place(cache, connection, "nodes", endpoint, BY_ID)) count(cache, "endpoints", args, 1);
  }
}

function endpointGone(cache: Cache, id: string): void {
  const key = cache.keyOfEntity({ __typename: "Endpoint", id });
  for (const { fieldKey, arguments: args } of readings(cache, "Query", "endpoints")) {
    const connection = cache.resolve("Query", fieldKey);
    if (typeof connection !== "string" || !key) continue;
    if (drop(cache, connection, "nodes", key)) count(cache, "endpoints", args, -1);
  }
}

/** Events were missed: whatever was read is read anew, at once where it is on the page. */
function forgetAll(cache: Cache): void {
  for (const { fieldKey } of cache.inspectFields("Query")) cache.invalidate("Query", fieldKey);
}

type News = { __typename: string } & Record<string, DataFields & Key>;

/** Every kind of event, and what it does to the lists that the page holds. */
function takeIn(cache: Cache, news: News, projectId: string): void {
  const project: Key = { __typename: "Project", id: projectId };
  if (news.__typename === "StreamReset") forgetAll(cache);
  const gone = GONE[news.__typename];
  if (gone) gone[1](cache, String(news[gone[0]]), project);
  const changed = CHANGED[news.__typename];
  const entity = changed && news[changed[0]];
  if (entity) changed[1](cache, entity, project);
}

type Change = (cache: Cache, entity: Entity, project: Key) => void;
const CHANGED: Record<string, [field: string, act: Change]> = {
  ClipChanged: ["clip", clipChanged],
  SceneChanged: ["scene", sceneChanged],
  TakeChanged: ["take", takeChanged],
  ProjectChanged: ["project", projectChanged],
  JobChanged: ["job", (cache, job) => jobsChanged(cache, [job])],
  EndpointChanged: ["endpoint", endpointChanged],
  CharacterChanged: [
    "character",
    (cache, character, project) => place(cache, project, "characters", character, BY_ID),
  ],
  TrackChanged: ["track", trackChanged],
  ExportChanged: ["export", exportChanged],
};

type Loss = (cache: Cache, id: string, project: Key) => void;
const GONE: Record<string, [field: string, act: Loss]> = {
  ClipDeleted: ["clipId", clipGone],
  SceneDeleted: ["sceneId", sceneGone],
  ProjectDeleted: ["projectId", (cache) => forgetLists(cache, "projects")],
  TakeDeleted: ["takeId", takeGone],
  JobDeleted: ["jobId", jobGone],
  EndpointDeleted: ["endpointId", endpointGone],
  CharacterDeleted: [
    "characterId",
    (cache, id, project) => {
      const key = cache.keyOfEntity({ __typename: "Character", id });
      if (key) drop(cache, project, "characters", key);
    },
  ],
  TrackDeleted: ["trackId", trackGone],
  ExportDeleted: ["exportId", exportGone],
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
  jobsChanged(cache, (jobs as Entity[] | undefined) ?? []);
}

/** What is done to some renders: the answer has as many of them as it gives at most. */
const JOB_ACTS = ["cancelJobs", "retryJobs", "clearJobs", "pauseJobs", "resumeJobs"].map(
  (field): [string, UpdateResolver] => [
    field,
    (result, _args, cache) => {
      const { jobs } = payload(result, field);
      onJobs(cache, jobs);
      // A batch that was over goes on; where it was only priced, no jobs are asked for.
      if (field === "retryJobs" && jobs) forgetLists(cache, "batches");
    },
  ],
);

/** What changes the place of others that wait as well: they are read anew. */
const ORDERS = ["moveJobs", "prioritizeJobs"].map((field): [string, UpdateResolver] => [
  field,
  (_result, _args, cache) => forgetWaiting(cache),
]);

/** What is read of money: it is read anew where it is on the page. */
const OF_MONEY = ["budgets", "ledger", "spendingReport"];
const MONEY_ACTS: Record<string, readonly string[]> = {
  setBudget: ["budgets"],
  deleteBudget: ["budgets"],
  createPrice: ["prices"],
  deletePrice: ["prices"],
  recordBill: OF_MONEY,
};

function forgetAllOf(cache: Cache, fields: readonly string[]): void {
  for (const field of fields) forgetLists(cache, field);
}

export const updates: UpdatesConfig = {
  Subscription: {
    spendingChanged: (_result, _args, cache) => forgetAllOf(cache, OF_MONEY),
    projectEvents: (result, args, cache) =>
      takeIn(cache, result.projectEvents as News, String(args.projectId)),
    workspaceEvents: (result, _args, cache) => takeIn(cache, result.workspaceEvents as News, ""),
    workspaceProgress: (result, _args, cache) => {
      const jobs = (result.workspaceProgress as { job: Entity }[]).map(({ job }) => job);
      jobsChanged(cache, jobs);
    },
  },
  Mutation: {
    ...Object.fromEntries([...JOB_ACTS, ...ORDERS]),
    ...Object.fromEntries(
      Object.entries(MONEY_ACTS).map(([act, fields]): [string, UpdateResolver] => [
        act,
        (_result, _args, cache) => forgetAllOf(cache, fields),
      ]),
    ),
    createProject: (_result, _args, cache) => forgetLists(cache, "projects"),
    importScript: (_result, _args, cache) => forgetLists(cache, "projects"),
    duplicateProject: (_result, _args, cache) => forgetLists(cache, "projects"),
    deleteProject: (_result, _args, cache) => forgetLists(cache, "projects"),
    restoreProject: (_result, _args, cache) => forgetLists(cache, "projects"),
    addEndpoint: (result, _args, cache) => {
      const { endpoint } = payload(result, "addEndpoint");
      if (endpoint) endpointChanged(cache, endpoint);
    },
    deleteEndpoint: (result, _args, cache) => {
      const { deletedId } = payload(result, "deleteEndpoint");
      if (deletedId) endpointGone(cache, String(deletedId));
    },
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
    generateClips: (result, _args, cache) => {
      onJobs(cache, payload(result, "generateClips").jobs);
      if (payload(result, "generateClips").batch) forgetLists(cache, "batches");
    },
    cancelJob: (result, _args, cache) => {
      const { job } = payload(result, "cancelJob");
      if (job) jobsChanged(cache, [job]);
    },
    retryJob: (result, _args, cache) => {
      const { job } = payload(result, "retryJob");
      if (!job) return;
      jobsChanged(cache, [job]);
      forgetLists(cache, "batches");
    },
    selectTakes: (result, _args, cache) => {
      const takes = payload(result, "selectTakes").takes as unknown as Entity[] | undefined;
      for (const take of takes ?? []) takeChanged(cache, take);
    },
    extractFrame: (result, _args, cache) => {
      const { take } = payload(result, "extractFrame");
      if (take) takeChanged(cache, take);
    },
    deleteTrack: (result, _args, cache) => {
      const { deletedId } = payload(result, "deleteTrack");
      if (deletedId) trackGone(cache, String(deletedId));
    },
    restoreTrack: (result, _args, cache) => {
      const { track } = payload(result, "restoreTrack");
      if (track) trackChanged(cache, track);
    },
    deleteExport: (result, _args, cache) => {
      const { deletedId } = payload(result, "deleteExport");
      if (deletedId) exportGone(cache, String(deletedId));
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
