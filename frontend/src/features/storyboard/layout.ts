/** Where each card stands: sizes are known beforehand, so nothing is ever measured or shifts. */
import type { Place } from "./order";

export const HEADING = 56;
export const EMPTY = 108;
export const GAP = 12;
export const MARGIN = 16;
const WORDS = 100;
const FEW_WORDS = 64;
const NARROW = 176;

/** About how wide a card is, smallest first. */
export const SIZES = [132, 156, 184, 220, 264, 320, 400] as const;
export const USUAL_SIZE = 3;

/** All in pixels. */
export type Box = {
  columns: number;
  width: number;
  picture: number;
  words: number;
  narrow: boolean;
};

/** As many columns as bring the cards nearest to their size. `aspect` is a picture's width by its height. */
export function boxOf(width: number, size: number, aspect: number): Box {
  const wanted = SIZES[size] ?? SIZES[USUAL_SIZE];
  const inner = Math.max(wanted, width - 2 * MARGIN);
  const columns = Math.max(1, Math.round((inner + GAP) / (wanted + GAP)));
  const card = Math.floor((inner - GAP * (columns - 1)) / columns);
  const narrow = card < NARROW;
  return {
    columns,
    width: card,
    picture: Math.round(card / aspect),
    words: narrow ? FEW_WORDS : WORDS,
    narrow,
  };
}

export type Row =
  | { kind: "heading"; key: string; sceneId: string }
  | { kind: "cards"; key: string; sceneId: string; clipIds: readonly string[] }
  | { kind: "empty"; key: string; sceneId: string };

type Shown = readonly { id: string; clips: readonly { id: string }[] }[];

export function rowsOf(scenes: Shown, columns: number): Row[] {
  return scenes.flatMap(({ id: sceneId, clips }) => {
    const rows: Row[] = [{ kind: "heading", key: `heading ${sceneId}`, sceneId }];
    if (clips.length === 0) rows.push({ kind: "empty", key: `empty ${sceneId}`, sceneId });
    for (let at = 0; at < clips.length; at += columns) {
      const clipIds = clips.slice(at, at + columns).map(({ id }) => id);
      rows.push({ kind: "cards", key: `${sceneId} ${at}`, sceneId, clipIds });
    }
    return rows;
  });
}

export function heightOf(row: Row | undefined, box: Box): number {
  if (row?.kind === "heading") return HEADING;
  if (row?.kind === "empty") return EMPTY;
  return box.picture + box.words + GAP;
}

/** The row that a clip stands in; -1 if it is not shown. */
export function rowOf(rows: readonly Row[], clipId: string | null): number {
  if (clipId === null) return -1;
  return rows.findIndex((row) => row.kind === "cards" && row.clipIds.includes(clipId));
}

export function headingOf(rows: readonly Row[], sceneId: string): number {
  return rows.findIndex((row) => row.kind === "heading" && row.sceneId === sceneId);
}

export type Way = "left" | "right" | "up" | "down" | "home" | "end" | "pageUp" | "pageDown";

const PAGE = 3;

/** The clip that an arrow leads to; itself at the edges, the first one from nowhere. */
export function neighbour(rows: readonly Row[], clipId: string | null, way: Way): string | null {
  const cards = rows.filter((row) => row.kind === "cards");
  const at = cards.findIndex((row) => clipId !== null && row.clipIds.includes(clipId));
  const here = cards[at];
  if (!here || clipId === null) return cards[0]?.clipIds[0] ?? null;
  const column = here.clipIds.indexOf(clipId);
  const beside = (row: (typeof cards)[number] | undefined) =>
    row ? (row.clipIds[Math.min(column, row.clipIds.length - 1)] ?? clipId) : clipId;
  switch (way) {
    case "left":
      return here.clipIds[column - 1] ?? cards[at - 1]?.clipIds.at(-1) ?? clipId;
    case "right":
      return here.clipIds[column + 1] ?? cards[at + 1]?.clipIds[0] ?? clipId;
    case "up":
      return beside(cards[at - 1]);
    case "down":
      return beside(cards[at + 1]);
    case "home":
      return cards[0]?.clipIds[0] ?? clipId;
    case "end":
      return cards.at(-1)?.clipIds.at(-1) ?? clipId;
    case "pageUp":
      return beside(cards[Math.max(0, at - PAGE)]);
    case "pageDown":
      return beside(cards[Math.min(cards.length - 1, at + PAGE)]);
  }
}

/** Where a drop would put the shots, and the line that shows it. */
export type Drop = { place: Place; line: { x: number; y: number; height: number } };

/** The place under a point, which is counted from the top left of the rows. */
export function dropAt(rows: readonly Row[], box: Box, x: number, y: number): Drop | null {
  let top = 0;
  let index = 0;
  for (; index < rows.length - 1; index += 1) {
    const height = heightOf(rows[index], box);
    if (y < top + height) break;
    top += height;
  }
  const row = rows[index];
  if (!row) return null;
  if (row.kind === "cards") return beside(rows, index, box, x, top);
  const below = rows[row.kind === "heading" ? index + 1 : index];
  const start = row.kind === "heading" ? top + HEADING : top;
  const before = below?.kind === "cards" ? (below.clipIds[0] ?? null) : null;
  const height = below?.kind === "cards" ? box.picture + box.words : EMPTY - GAP;
  return {
    place: { sceneId: row.sceneId, before },
    line: { x: MARGIN - GAP / 2, y: start, height },
  };
}

function beside(rows: readonly Row[], index: number, box: Box, x: number, y: number): Drop | null {
  const row = rows[index];
  if (row?.kind !== "cards") return null;
  const pitch = box.width + GAP;
  const slot = Math.round((x - MARGIN) / pitch);
  const at = Math.max(0, Math.min(row.clipIds.length, slot));
  const next = rows[index + 1];
  const following = next?.kind === "cards" ? (next.clipIds[0] ?? null) : null;
  return {
    place: { sceneId: row.sceneId, before: row.clipIds[at] ?? following },
    line: { x: MARGIN + at * pitch - GAP / 2, y, height: box.picture + box.words },
  };
}
