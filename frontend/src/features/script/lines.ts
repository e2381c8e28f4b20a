/** Where in the text a shot stands, and which shot a line belongs to. Lines count from 1. */

export type Span = { from: number; to: number };

/** The offset at which each line begins; the first is 0. */
export function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}

/** The last entry that is not above the value, or -1; `values` rise. */
export function lastUpTo(values: readonly number[], value: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((values[middle] ?? 0) <= value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

export function lineAt(starts: readonly number[], offset: number): number {
  return Math.max(1, lastUpTo(starts, offset) + 1);
}

/** The paragraph that begins on a line, no further than the line before `next`. */
export function paragraphAt(lines: readonly string[], line: number, next = Infinity): Span {
  const last = Math.min(lines.length, next - 1);
  let to = line;
  while (to < last && (lines[to] ?? "").trim() !== "") to += 1;
  return { from: line, to };
}
