/** The order of shots and scenes as plain ids, and the moves that lead from one order to another. */

export type SceneOrder = { sceneId: string; clipIds: readonly string[] };
export type Order = readonly SceneOrder[];
/** In front of a clip, or at the scene's end. */
export type Place = { sceneId: string; before: string | null };

type Lists = readonly { id: string; clips: readonly { id: string }[] }[];

export function orderOf(scenes: Lists): Order {
  return scenes.map((scene) => ({ sceneId: scene.id, clipIds: scene.clips.map(({ id }) => id) }));
}

/** Clips of the film one after another. */
export function filmOf(order: Order): string[] {
  return order.flatMap((scene) => scene.clipIds);
}

export function sameOrder(one: Order, other: Order): boolean {
  return (
    one.length === other.length &&
    one.every((scene, at) => {
      const twin = other[at];
      return twin?.sceneId === scene.sceneId && sameList(twin.clipIds, scene.clipIds);
    })
  );
}

function sameList(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((id, at) => id === other[at]);
}

/** Clips to a place, as one block in film order. A place in front of one of them is where they end. */
export function moveTo(order: Order, ids: ReadonlySet<string>, place: Place): Order {
  if (!order.some((scene) => scene.sceneId === place.sceneId)) return order;
  const moved = filmOf(order).filter((id) => ids.has(id));
  return order.map(({ sceneId, clipIds }) => {
    const rest = clipIds.filter((id) => !ids.has(id));
    if (sceneId !== place.sceneId) return { sceneId, clipIds: rest };
    const from = place.before === null ? clipIds.length : clipIds.indexOf(place.before);
    const next = clipIds.slice(from < 0 ? clipIds.length : from).find((id) => !ids.has(id));
    const at = next === undefined ? rest.length : rest.indexOf(next);
    return { sceneId, clipIds: rest.toSpliced(at, 0, ...moved) };
  });
}

/** One step towards the film's begin (-1) or end (1); over a scene's edge into the next scene. */
export function shift(order: Order, ids: ReadonlySet<string>, by: -1 | 1): Order {
  const holders = order.flatMap((scene, at) =>
    scene.clipIds.some((id) => ids.has(id)) ? [at] : [],
  );
  const at = by < 0 ? holders[0] : holders.at(-1);
  const scene = at === undefined ? undefined : order[at];
  if (at === undefined || !scene) return order;
  const { sceneId, clipIds } = scene;
  if (by < 0) {
    const first = clipIds.findIndex((id) => ids.has(id));
    const before = clipIds[first - 1];
    if (before !== undefined) return moveTo(order, ids, { sceneId, before });
    const previous = order[at - 1];
    return previous ? moveTo(order, ids, { sceneId: previous.sceneId, before: null }) : order;
  }
  const last = clipIds.findLastIndex((id) => ids.has(id));
  if (last + 1 < clipIds.length) {
    return moveTo(order, ids, { sceneId, before: clipIds[last + 2] ?? null });
  }
  const next = order[at + 1];
  return next
    ? moveTo(order, ids, { sceneId: next.sceneId, before: next.clipIds[0] ?? null })
    : order;
}

/** A scene to another place among the scenes. */
export function moveScene(order: Order, sceneId: string, to: number): Order {
  const scene = order.find((one) => one.sceneId === sceneId);
  if (!scene) return order;
  const rest = order.filter((one) => one !== scene);
  return rest.toSpliced(Math.max(0, Math.min(rest.length, to)), 0, scene);
}

/**
 * `wanted` made true to what there is now: what is gone is left out, and what came meanwhile stands
 * behind the one it came behind.
 */
export function onto(wanted: Order, current: Order): Order {
  const there = new Set(filmOf(current));
  const named = new Set(filmOf(wanted).filter((id) => there.has(id)));
  const lists = new Map(
    wanted.map((scene) => [scene.sceneId, scene.clipIds.filter((id) => there.has(id))]),
  );
  const sceneIds = merge(
    wanted.map((scene) => scene.sceneId),
    current.map((scene) => scene.sceneId),
  );
  const kept = new Set(sceneIds);
  const homeless = new Set([...lists].flatMap(([sceneId, ids]) => (kept.has(sceneId) ? [] : ids)));
  return sceneIds.map((sceneId) => {
    const now = current.find((scene) => scene.sceneId === sceneId)?.clipIds ?? [];
    const mine = lists.get(sceneId) ?? [];
    const came = now.filter((id) => !named.has(id) || homeless.has(id));
    return { sceneId, clipIds: weave(mine, came, now) };
  });
}

/** Ids of `current` in the order of `wanted`, those it does not name behind their neighbour. */
function merge(wanted: readonly string[], current: readonly string[]): string[] {
  const there = new Set(current);
  const known = wanted.filter((id) => there.has(id));
  const seen = new Set(known);
  return weave(
    known,
    current.filter((id) => !seen.has(id)),
    current,
  );
}

function weave(list: readonly string[], came: readonly string[], now: readonly string[]): string[] {
  const woven = [...list];
  for (const id of came) {
    const neighbour = now.slice(0, now.indexOf(id)).findLast((other) => woven.includes(other));
    woven.splice(neighbour === undefined ? 0 : woven.indexOf(neighbour) + 1, 0, id);
  }
  return woven;
}

/** Clips into a scene, in front of one that stays there, or to its end. */
export type Move = { sceneId: string; ids: string[]; before: string | null };
export type Steps = { moves: Move[]; scenes: string[] | null };

/** Clips that one move may take. */
const MOST = 500;

/** What has to be done to come from `current` to `wanted`, which hold the same ids. */
export function steps(current: Order, wanted: Order): Steps {
  const home = new Map(
    wanted.flatMap(({ sceneId, clipIds }) => clipIds.map((id) => [id, sceneId] as const)),
  );
  const lists = new Map(current.map((scene) => [scene.sceneId, scene.clipIds]));
  const sceneIds = wanted.map((scene) => scene.sceneId);
  const same = sameList([...lists.keys()], sceneIds);
  return {
    moves: wanted.flatMap((scene) => {
      const now = lists.get(scene.sceneId) ?? [];
      return movesTo(
        scene,
        now.filter((id) => home.get(id) === scene.sceneId),
      );
    }),
    scenes: same ? null : sceneIds,
  };
}

/** Moves that make a scene as it is to be, from those of its clips that are there already. */
function movesTo({ sceneId, clipIds }: SceneOrder, staying: readonly string[]): Move[] {
  const coming = clipIds.length - staying.length;
  let from = 0;
  while (from < clipIds.length && clipIds[from] === staying[from]) from += 1;
  let to = clipIds.length;
  while (to - coming > from && clipIds[to - 1] === staying[to - coming - 1]) to -= 1;
  const before = clipIds[to] ?? null;
  const moves: Move[] = [];
  for (let at = from; at < to; at += MOST) {
    moves.push({ sceneId, ids: clipIds.slice(at, Math.min(to, at + MOST)), before });
  }
  return moves;
}
