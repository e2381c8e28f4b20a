/** What news of renders change in the lists of renders that the page holds. */
import type { Cache, DataFields } from "@urql/exchange-graphcache";
import { ACTIVE, type JobState } from "./entities";
import { count, drop, type Entity, type Key, listOf, ownerOf, readings } from "./lists";

type JobFilter = {
  projectId?: string;
  clipId?: string;
  endpointId?: string;
  states?: JobState[];
  active?: boolean;
  /** Without those that were cleared if missing; null for all. */
  cleared?: boolean | null;
};

/** By what else a list is chosen only the studio knows: whoever shows it reads it anew. */
const JUDGED = new Set(["projectId", "clipId", "endpointId", "states", "active", "cleared"]);

/** As many as the graph gives if it is not told. */
const PAGE = 50;
const CLIP_JOBS = 20;

/** Renders that are over and counted as such: the end of one is told more than once. */
const over = new WeakMap<Cache, Set<string>>();

function endedIn(cache: Cache): Set<string> {
  const known = over.get(cache) ?? new Set();
  over.set(cache, known);
  return known;
}

export function jobsChanged(cache: Cache, jobs: readonly Entity[]): void {
  const news = jobs.flatMap((job) => {
    const key = cache.keyOfEntity(job);
    return key ? [{ key, job, state: cache.resolve(job, "state") as JobState }] : [];
  });
  const ended = endedIn(cache);
  for (const { job, key } of news) toClip(cache, job, key);
  for (const { fieldKey, arguments: args } of readings(cache, "Query", "jobs")) {
    takeIn(cache, fieldKey, args, news, ended);
  }
  for (const { key, state } of news) {
    if (ACTIVE.includes(state)) ended.delete(key);
    else ended.add(key);
  }
}

export function jobGone(cache: Cache, id: string): void {
  const job: Key = { __typename: "RenderJob", id };
  const key = cache.keyOfEntity(job);
  if (!key) return;
  const clip = ownerOf(cache, job, "clip");
  for (const { fieldKey } of clip ? readings(cache, clip, "jobs") : []) {
    if (clip) drop(cache, clip, fieldKey, key);
  }
  for (const { fieldKey, arguments: args } of readings(cache, "Query", "jobs")) {
    const connection = cache.resolve("Query", fieldKey);
    if (typeof connection === "string" && drop(cache, connection, "nodes", key)) {
      count(cache, "jobs", args, -1);
    }
  }
  cache.invalidate(job);
}

/** The places of those that wait have changed. */
export function forgetWaiting(cache: Cache): void {
  for (const { fieldKey, arguments: args } of readings(cache, "Query", "jobs")) {
    const filter = (args?.filter ?? {}) as JobFilter;
    if (filter.states?.includes("QUEUED")) cache.invalidate("Query", fieldKey);
  }
}

function toClip(cache: Cache, job: Key, key: string): void {
  const clip = ownerOf(cache, job, "clip");
  if (!clip) return;
  for (const { fieldKey, arguments: args } of readings(cache, clip, "jobs")) {
    const list = listOf(cache, clip, fieldKey);
    if (!list || list.includes(key)) continue;
    cache.link(clip, fieldKey, newestFirst([key, ...list]).slice(0, sizeOf(args, CLIP_JOBS)));
  }
}

type News = { key: string; job: Entity; state: JobState };

/**
 * A reading holds the newest that fit, and says how many there are beyond. What is older than all
 * of them stands on a page that is not read; what is newer comes to the first page, which is read
 * anew before it grows long.
 */
function takeIn(
  cache: Cache,
  fieldKey: string,
  args: DataFields | null,
  news: readonly News[],
  ended: ReadonlySet<string>,
): void {
  const connection = cache.resolve("Query", fieldKey);
  const list = typeof connection === "string" ? listOf(cache, connection, "nodes") : null;
  if (typeof connection !== "string" || !list) return;
  const filter = (args?.filter ?? {}) as JobFilter;
  const known = new Set(list);
  const judged = Object.keys(filter).every((part) => JUDGED.has(part));
  const goesOn =
    cache.resolve(String(cache.resolve(connection, "pageInfo")), "hasNextPage") === true;
  const [newest] = list;
  const after = typeof args?.after === "string";
  const coming: string[] = [];
  const leaving = new Set<string>();
  let more = 0;
  for (const { key, job, state } of news) {
    if (!concerns(cache, filter, job)) continue;
    const fits = hasState(filter, state) && isInSight(filter, cache.resolve(key, "clearedAt"));
    const isNewer = newest === undefined || key > newest;
    if (fits && judged && !known.has(key) && !after && (isNewer || !goesOn)) coming.push(key);
    if (!fits && known.has(key)) leaving.add(key);
    const wasBeyond = goesOn && filter.active === true && !ended.has(key);
    if (!fits && !known.has(key) && wasBeyond && !isNewer) more -= 1;
  }
  if (coming.length + leaving.size > 0) {
    const stay = list.filter((key) => !leaving.has(key));
    const next = newestFirst([...new Set([...coming, ...stay])]);
    if (next.length > 2 * sizeOf(args, PAGE)) {
      cache.invalidate("Query", fieldKey);
      return;
    }
    cache.link(connection, "nodes", next);
  }
  count(cache, "jobs", args, more + new Set(coming).size - leaving.size);
}

/** Ids grow with time. */
function newestFirst(keys: readonly string[]): string[] {
  return keys.toSorted((a, b) => (a < b ? 1 : -1));
}

function sizeOf(args: DataFields | null, usual: number): number {
  return typeof args?.first === "number" ? args.first : usual;
}

function hasState({ active, states }: JobFilter, state: JobState): boolean {
  return (
    (typeof active !== "boolean" || active === ACTIVE.includes(state)) &&
    (!states || states.includes(state))
  );
}

function isInSight({ cleared = false }: JobFilter, clearedAt: unknown): boolean {
  return cleared === null || cleared === (typeof clearedAt === "string");
}

function concerns(cache: Cache, filter: JobFilter, job: Entity): boolean {
  const fits = (field: "project" | "clip" | "endpoint", wanted: string | undefined) => {
    const id = wanted && ownerOf(cache, job, field)?.id;
    return !wanted || id === wanted;
  };
  return (
    fits("project", filter.projectId) &&
    fits("clip", filter.clipId) &&
    fits("endpoint", filter.endpointId)
  );
}
