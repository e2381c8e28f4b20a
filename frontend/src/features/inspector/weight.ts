/** The weight of words in a prompt, as image models read it: `(words:1.1)`. */

export type Weighed = {
  text: string;
  /** Where the words stand now. */
  start: number;
  end: number;
};

const STEP = 5;
const LEAST = 10;
const MOST = 200;
const GROUP = /\(([^():\\]+):(\d+(?:\.\d+)?)\)/g;
const SPACE = /\s/;
const SEPARATOR = /[\s,.;:!?()“”"]/;

/**
 * The text with the words of the selection one step heavier or lighter; at 1 the brackets go.
 * Without a selection the word or the group under the caret is meant. Null if nothing is to change.
 */
export function weigh(text: string, from: number, to: number, way: 1 | -1): Weighed | null {
  const group = groupAt(text, from, to);
  if (group) return rewritten(text, group, group.weight + way * STEP);
  const range = from === to ? wordAt(text, from) : trimmed(text, from, to);
  if (!range || /[():]/.test(text.slice(range.from, range.to))) return null;
  return rewritten(text, { ...range, words: text.slice(range.from, range.to) }, 100 + way * STEP);
}

type Range = { from: number; to: number };

function rewritten(
  text: string,
  { from, to, words }: Range & { words: string },
  wanted: number,
): Weighed {
  const weight = Math.min(MOST, Math.max(LEAST, wanted));
  const plain = weight === 100;
  const put = plain ? words : `(${words}:${String(weight / 100)})`;
  const start = from + (plain ? 0 : 1);
  return {
    text: text.slice(0, from) + put + text.slice(to),
    start,
    end: start + words.length,
  };
}

/** The group around the selection; its weight in hundredths. */
function groupAt(text: string, from: number, to: number) {
  for (const match of text.matchAll(GROUP)) {
    const end = match.index + match[0].length;
    if (match.index <= from && to <= end) {
      const weight = Math.round(Number(match[2]) * 100);
      return { from: match.index, to: end, words: match[1] ?? "", weight };
    }
  }
  return null;
}

function trimmed(text: string, from: number, to: number): Range | null {
  let [start, end] = [from, to];
  while (start < end && SPACE.test(text.charAt(start))) start += 1;
  while (end > start && SPACE.test(text.charAt(end - 1))) end -= 1;
  return start < end ? { from: start, to: end } : null;
}

function wordAt(text: string, at: number): Range | null {
  let [from, to] = [at, at];
  while (from > 0 && !SEPARATOR.test(text.charAt(from - 1))) from -= 1;
  while (to < text.length && !SEPARATOR.test(text.charAt(to))) to += 1;
  return from < to ? { from, to } : null;
}
