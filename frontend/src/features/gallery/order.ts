/** The takes of a shot, from left to right as they were made: the first is take 1. */
import type { Take } from "@/graphql/entities";

type One = Pick<Take, "id">;

/** From 1; what is not among them is 0. */
export function numberOf(takes: readonly One[], take: One): number {
  return takes.findIndex((other) => other.id === take.id) + 1;
}

/** The neighbour of a take to that side, past one that is to stay where it is; undefined at the end. */
export function neighbour<Item extends One>(
  takes: readonly Item[],
  id: string,
  way: 1 | -1,
  past?: string,
): Item | undefined {
  const next = takes[takes.findIndex((take) => take.id === id) + way];
  return next && next.id === past ? neighbour(takes, next.id, way) : next;
}

/** What a take is best compared with: the picked one, else the one before it, else after it. */
export function rivalOf<Item extends Pick<Take, "id" | "isSelected">>(
  takes: readonly Item[],
  id: string,
): Item | undefined {
  const picked = takes.find((take) => take.isSelected && take.id !== id);
  return picked ?? neighbour(takes, id, -1) ?? neighbour(takes, id, 1);
}

/** Where one is, in the names that the takes have. */
export function placeOf(takes: readonly One[], left: One, right: One | undefined): string {
  const number = numberOf(takes, left);
  return right
    ? `Take ${number} beside take ${numberOf(takes, right)}, of ${takes.length}`
    : `Take ${number} of ${takes.length}`;
}
