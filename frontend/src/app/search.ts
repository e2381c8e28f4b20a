/** Finding by a few letters: what is named so first, then what tells of it. */

export type Entry = {
  /** Unique, and the same each time: it is remembered by it. */
  key: string;
  group: string;
  title: string;
  /** Smaller, beside the title. */
  detail?: string;
  /** What else it is found by. */
  words?: string;
};

type Indexed<One extends Entry> = { entry: One; title: string; words: string };
export type Found<One extends Entry> = { group: string; entries: One[] };

/** So many of a group are shown. */
const MOST = 12;
/** What was chosen before goes first among what fits as well. */
const RECENT = 15;

/** Small letters without accents, each word behind a space. */
export function plain(text: string): string {
  const bare = text.normalize("NFKD").replace(/\p{M}/gu, "").toLocaleLowerCase();
  return ` ${bare.replace(/[^\p{L}\p{N}]+/gu, " ").trim()} `;
}

export function indexed<One extends Entry>(entries: readonly One[]): Indexed<One>[] {
  return entries.map((entry) => ({
    entry,
    title: plain(entry.title),
    words: plain(`${entry.detail ?? ""} ${entry.words ?? ""}`),
  }));
}

/** Whether the letters stand in the text in this order, near one another: how near, from 0 to 1. */
function loosely(letters: string, text: string): number {
  let from = text.indexOf(letters[0] ?? "");
  let best = 0;
  while (from >= 0) {
    let at = from;
    for (const letter of letters.slice(1)) {
      at = text.indexOf(letter, at + 1);
      if (at < 0) return best;
    }
    const near = letters.length / (at - from + 1);
    if (near > best) best = near;
    from = text.indexOf(letters[0] ?? "", from + 1);
  }
  return best;
}

const LOOSE = 0.5;

function of(token: string, { title, words }: Pick<Indexed<Entry>, "title" | "words">): number {
  if (title === ` ${token} `) return 120;
  if (title.includes(` ${token} `)) return 100;
  if (title.includes(` ${token}`)) return title.startsWith(` ${token}`) ? 85 : 80;
  if (words.includes(` ${token} `)) return 50;
  if (words.includes(` ${token}`)) return 40;
  if (token.length < 3) return 0;
  if (title.includes(token)) return 60;
  if (words.includes(token)) return 25;
  const near = loosely(token, title);
  return near >= LOOSE ? 20 * near : 0;
}

/** How well all of the tokens fit; 0 if one does not. */
export function scoreOf(tokens: readonly string[], one: Indexed<Entry>): number {
  let sum = 0;
  for (const token of tokens) {
    const score = of(token, one);
    if (score === 0) return 0;
    sum += score;
  }
  return sum / Math.max(1, tokens.length);
}

/** What fits, best first, by groups in the order of their best; without a text all in their order. */
export function search<One extends Entry>(
  entries: readonly Indexed<One>[],
  text: string,
  recent: readonly string[] = [],
): Found<One>[] {
  const tokens = plain(text).split(" ").filter(Boolean);
  const known = new Set(recent);
  const hits = entries.flatMap((one) => {
    const score = tokens.length === 0 ? 1 : scoreOf(tokens, one);
    if (score === 0) return [];
    return [{ entry: one.entry, score: score + (known.has(one.entry.key) ? RECENT : 0) }];
  });
  const sorted = tokens.length === 0 ? hits : hits.toSorted((a, b) => b.score - a.score);
  const groups = new Map<string, One[]>();
  for (const { entry } of sorted) {
    const group = groups.get(entry.group) ?? [];
    if (tokens.length === 0 || group.length < MOST) group.push(entry);
    groups.set(entry.group, group);
  }
  return [...groups].map(([group, members]) => ({ group, entries: members }));
}
