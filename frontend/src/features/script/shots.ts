/** The preview as one list of rows, and how its shots and the lines of the text find each other. */
import type { Preview, PreviewScene, PreviewShot } from "./documents";
import { lastUpTo, paragraphAt, type Span } from "./lines";

export type Row =
  | { kind: "cast"; key: string; characters: Preview["characters"] }
  | { kind: "scene"; key: string; scene: PreviewScene }
  | { kind: "shot"; key: string; shot: PreviewShot };

export function rowsOf(preview: Preview): Row[] {
  const rows: Row[] = [];
  if (preview.characters.length > 0) {
    rows.push({ kind: "cast", key: "cast", characters: preview.characters });
  }
  preview.scenes.forEach((scene, at) => {
    rows.push({ kind: "scene", key: `scene ${at}`, scene });
    scene.clips.forEach((shot, index) => {
      rows.push({ kind: "shot", key: `${at} ${index}`, shot });
    });
  });
  return rows;
}

function lineOf(row: Row): number {
  if (row.kind === "cast") return 0;
  return row.kind === "scene" ? row.scene.sourceLine : row.shot.sourceLine;
}

/** The row that a line of the text belongs to: of several of one line the first; -1 above all. */
export function rowAt(rows: readonly Row[], line: number): number {
  const lines = rows.map(lineOf);
  const last = lastUpTo(lines, line);
  const first = lines.indexOf(lines[last] ?? -1);
  return rows[first]?.kind === "cast" ? -1 : first;
}

/** The lines that a row came from. */
export function spanOf(rows: readonly Row[], at: number, lines: readonly string[]): Span | null {
  const row = rows[at];
  if (!row || row.kind === "cast") return null;
  const line = lineOf(row);
  const next = rows.slice(at + 1).find((other) => lineOf(other) > line);
  return paragraphAt(lines, line, next ? lineOf(next) : undefined);
}
