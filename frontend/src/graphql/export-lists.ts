/** What was taken out of a project, the newest first. */
import type { Cache } from "@urql/exchange-graphcache";
import { drop, type Entity, type Key, ownerOf, place, readings } from "./lists";

export function exportChanged(cache: Cache, one: Entity): void {
  const project = ownerOf(cache, one, "project");
  if (!project) return;
  const age = (key: string) => -Date.parse(String(cache.resolve(key, "createdAt")));
  for (const { fieldKey } of readings(cache, project, "exports")) {
    place(cache, project, fieldKey, one, age);
  }
}

export function exportGone(cache: Cache, id: string): void {
  const one: Key = { __typename: "Export", id };
  const project = ownerOf(cache, one, "project");
  const key = cache.keyOfEntity(one);
  if (!project || !key) return;
  for (const { fieldKey } of readings(cache, project, "exports")) {
    drop(cache, project, fieldKey, key);
  }
}
