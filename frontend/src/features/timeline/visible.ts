/** What of a long list is to be drawn. */
import { begunBy } from "@/editor/schedule";

type Span = { start: number; end: number };

/** Those of a list, sorted by their starts, that lie within some frames; none is longer than `longest`. */
export function within<One extends Span>(
  list: readonly One[],
  longest: number,
  from: number,
  to: number,
): One[] {
  const first = begunBy(list, from - longest);
  return list.slice(first, begunBy(list, to)).filter(({ end }) => end > from);
}

type Laid = Span & { lane: number };

/** Of each lane the parts in which its shots are seen by nobody, since a higher lane is over them. */
export function overlapsOf(list: readonly Laid[]): (Span & { lane: number })[] {
  const found: (Span & { lane: number })[] = [];
  list.forEach((shot, at) => {
    for (const next of list.slice(at + 1)) {
      if (next.start >= shot.end) break;
      found.push({
        lane: Math.max(shot.lane, next.lane),
        start: next.start,
        end: Math.min(shot.end, next.end),
      });
    }
  });
  return found;
}
