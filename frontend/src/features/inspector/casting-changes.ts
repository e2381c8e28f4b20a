/** What is tried on shots, as the changes that do it and as what the preview is asked. */
import type { Feed, Origin } from "@/graphql/cast";
import type { CastingChange } from "@/graphql/castings";

export type Tried =
  | { kind: "character"; id: string; lookId: string | null; prominence: number }
  | { kind: "without"; id: string }
  | { kind: "style"; id: string }
  | { kind: "no style"; id: string };

/** One that feeds some of the shots, from where, and how many. */
export type Fed = { id: string; name: string; origins: Origin[]; count: number };

const PLAIN = { lookId: null, prominence: 1, absent: false, present: true };

export function changesOf(tried: Tried, placeIds: readonly string[]): CastingChange[] {
  const places = { ...PLAIN, placeIds: [...placeIds] };
  if (tried.kind === "character") {
    const { id, lookId, prominence } = tried;
    return [{ ...places, characterId: id, lookId, prominence }];
  }
  if (tried.kind === "without") return [{ ...places, characterId: tried.id, absent: true }];
  return [{ ...places, styleId: tried.id, absent: tried.kind === "no style" }];
}

/** What the preview of one shot is asked. */
export function askedOf(tried: Tried, clipId: string) {
  if (tried.kind === "style") return { clipId, styleId: tried.id };
  if (tried.kind === "no style") return { clipId, withoutStyle: true };
  const isThere = tried.kind === "character";
  const member = {
    characterId: tried.id,
    lookId: isThere ? tried.lookId : null,
    prominence: isThere ? tried.prominence : 1,
    absent: !isThere,
  };
  return { clipId, cast: [member] };
}

function gathered(found: readonly { id: string; name: string; origin: Origin }[]): Fed[] {
  const fed = new Map<string, Fed>();
  for (const { id, name, origin } of found) {
    const before = fed.get(id) ?? { id, name, origins: [], count: 0 };
    const origins = before.origins.includes(origin) ? before.origins : [...before.origins, origin];
    fed.set(id, { ...before, origins, count: before.count + 1 });
  }
  return [...fed.values()];
}

export function charactersOf(feeds: readonly Feed[]): Fed[] {
  return gathered(
    feeds.flatMap(({ characters }) =>
      characters.map(({ characterId: id, name, origin }) => ({ id, name, origin })),
    ),
  );
}

export function stylesOf(feeds: readonly Feed[]): Fed[] {
  return gathered(
    feeds.flatMap(({ style }) =>
      style ? { id: style.styleId, name: style.name, origin: style.origin } : [],
    ),
  );
}
