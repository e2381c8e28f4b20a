/**
 * News overtakes answers: what is told while a request is under way may be newer than its answer,
 * which the cache would put over it. So it is told to the cache once more, after the answer.
 */
import type { Exchange, Operation, OperationResult } from "@urql/core";
import { filter, fromArray, map, mergeMap, pipe, tap } from "wonka";
import { ACTIVE } from "./entities";

/** A request under way, and what was told meanwhile. */
type Pending = { kind: string; news: Set<OperationResult> };
type Fields = Record<string, unknown>;

/** Of news as the cache is given it: the subscription that heard it; null if it has heard it. */
const heardBy = new WeakMap<Operation, Operation | null>();

/** Leaves what is told again to the cache alone. */
export const heardOnce: Exchange =
  ({ forward }) =>
  (operations) =>
    pipe(
      forward(operations),
      filter(({ operation }) => heardBy.get(operation) !== null),
      map((result) => ({
        ...result,
        operation: heardBy.get(result.operation) ?? result.operation,
      })),
    );

export const overtaking: Exchange = ({ forward }) => {
  const pending = new Map<number, Pending>();
  /** What the answers of acts have said: news of less is on its way since before. */
  const versions = new Map<unknown, number>();
  let count = 0;

  /** The cache lays results of one subscription where its first lay, under answers since. */
  function onTop(news: OperationResult, subscription: Operation | null): OperationResult {
    count += 1;
    const operation = { ...news.operation, key: -count };
    heardBy.set(operation, subscription);
    return { ...news, operation };
  }

  function told(news: OperationResult): OperationResult[] {
    if (isOlder(news.data, versions)) return [];
    for (const request of pending.values()) request.news.add(news);
    return [onTop(news, news.operation)];
  }

  function answered(result: OperationResult): OperationResult[] {
    const { key } = result.operation;
    const mine = pending.get(key);
    pending.delete(key);
    const acted = mine?.kind === "mutation";
    if (!mine || !(acted || mine.news.size > 0)) return [result];
    const entities = entitiesIn(result.data);
    if (acted) {
      entities.forEach(note);
      hand(mine.news);
    }
    const ages = new Map(entities.map((entity) => [entity.id, ageOf(entity)]));
    const again = [...mine.news].filter(({ data }) => !isOlder(data, ages));
    return [result, ...again.map((news) => onTop(news, null))];
  }

  function note({ id, version }: Fields): void {
    if (typeof version === "number") versions.set(id, Math.max(version, versions.get(id) ?? 0));
  }

  /** The cache keeps answers of mutations back until all of them have come. */
  function hand(news: ReadonlySet<OperationResult>): void {
    for (const other of pending.values()) {
      if (other.kind === "mutation") other.news = new Set([...news, ...other.news]);
    }
  }

  return (operations) =>
    pipe(
      operations,
      tap(({ key, kind }) => {
        if (kind === "teardown") pending.delete(key);
        else if (kind !== "subscription" && !pending.has(key))
          pending.set(key, { kind, news: new Set() });
      }),
      forward,
      mergeMap((result) =>
        fromArray(result.operation.kind === "subscription" ? told(result) : answered(result)),
      ),
    );
};

/** What tells an older state of an entity from a newer one; undefined where nothing does. */
function ageOf({ __typename, version, state }: Fields): number | undefined {
  if (typeof version === "number") return version;
  const isRender = __typename === "RenderJob" && typeof state === "string";
  return isRender ? Number(!(ACTIVE as readonly string[]).includes(state)) : undefined;
}

/** Each entity of an answer that has an age. */
function entitiesIn(value: unknown, found: Fields[] = []): Fields[] {
  if (typeof value !== "object" || value === null) return found;
  const fields = value as Fields;
  if (ageOf(fields) !== undefined) found.push(fields);
  for (const part of Object.values(fields)) entitiesIn(part, found);
  return found;
}

/** Whether all that an event tells of is older than what is known. */
function isOlder(
  data: Fields | undefined,
  ages: ReadonlyMap<unknown, number | undefined>,
): boolean {
  const entities = Object.values(data ?? {})
    .flat()
    .flatMap((event) => Object.values((event ?? {}) as Fields))
    .filter((part): part is Fields => typeof (part as Fields | null)?.id === "string");
  return (
    entities.length > 0 &&
    entities.every((entity) => {
      const [mine, known] = [ageOf(entity), ages.get(entity.id)];
      return mine !== undefined && known !== undefined && mine < known;
    })
  );
}
