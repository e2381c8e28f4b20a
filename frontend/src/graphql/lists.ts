/** The ordered lists that entities of the normalised cache have of one another. */
import { gql } from "@urql/core";
import type { Cache, DataFields } from "@urql/exchange-graphcache";

export type Key = { __typename: string; id: string };
export type Entity = DataFields & Key;

export function listOf(cache: Cache, owner: string | Key, field: string): string[] | null {
  const links = cache.resolve(owner, field);
  return Array.isArray(links) ? (links.filter(Boolean) as string[]) : null;
}

/** The entity that a field leads to. */
export function ownerOf(cache: Cache, entity: Key, field: string): Key | null {
  const key = cache.resolve(entity, field);
  if (typeof key !== "string") return null;
  const id = cache.resolve(key, "id");
  return typeof id === "string" ? { __typename: key.slice(0, key.indexOf(":")), id } : null;
}

/** Each stored reading of a field that takes arguments. */
export function readings(cache: Cache, owner: string | Key, field: string) {
  return cache.inspectFields(owner).filter((info) => info.fieldName === field);
}

/** Those made at one time, and all that have no other order, stand in the order of their ids. */
export const BY_ID = (): number => 0;

/** True if it was not in the list: puts it where `rank` wants it, though it was there before. */
export function place(
  cache: Cache,
  owner: string | Key,
  field: string,
  entity: Key,
  rank: (key: string) => number,
): boolean {
  const list = listOf(cache, owner, field);
  const key = cache.keyOfEntity(entity);
  if (!list || !key) return false;
  const mine = rank(key);
  const isAfter = (item: string) => rank(item) > mine || (rank(item) === mine && item > key);
  const rest = list.filter((item) => item !== key);
  const at = rest.findIndex(isAfter);
  const next = rest.toSpliced(at < 0 ? rest.length : at, 0, key);
  if (next.some((item, index) => item !== list[index])) cache.link(owner, field, next);
  return next.length > list.length;
}

/** True if it was there. */
export function drop(cache: Cache, owner: string | Key, field: string, key: string): boolean {
  const list = listOf(cache, owner, field);
  if (!list?.includes(key)) return false;
  const rest = list.filter((item) => item !== key);
  cache.link(owner, field, rest);
  return true;
}

const PARTS = {
  jobs: gql`
    query CountedJobs($first: Int, $after: String, $filter: RenderJobFilter) {
      jobs(first: $first, after: $after, filter: $filter) {
        totalCount
      }
    }
  `,
  endpoints: gql`
    query CountedEndpoints($first: Int, $after: String) {
      endpoints(first: $first, after: $after) {
        totalCount
      }
    }
  `,
};

/** Adds to how many a reading says there are in all. */
export function count(
  cache: Cache,
  field: keyof typeof PARTS,
  args: DataFields | null,
  more: number,
): void {
  if (more === 0) return;
  cache.updateQuery({ query: PARTS[field], variables: args ?? {} }, (data) => {
    const connection = data?.[field] as { totalCount: number } | undefined;
    if (!connection) return data;
    const totalCount = Math.max(0, connection.totalCount + more);
    return { ...data, [field]: { ...connection, totalCount } };
  });
}
