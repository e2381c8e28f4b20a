/** Numbers of shots that come between others: 12B, then 12BA, then 12C. */

/** Letters that cannot be taken for digits. */
const LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ";

/** The first free number that begins as its neighbour's does. */
export function numberAfter(neighbour: string, taken: Iterable<string>): string {
  const known = new Set(taken);
  for (let base = neighbour; ; base += LETTERS.at(-1)) {
    for (const letter of LETTERS) {
      if (!known.has(base + letter)) return base + letter;
    }
  }
}
