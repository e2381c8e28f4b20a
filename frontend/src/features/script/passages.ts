/** The page of a script cut into passages: each begins where a shot or a scene does. */
import type { WholeProject } from "@/graphql/project";
import type { Span } from "./lines";
import { paragraphAt } from "./lines";
import type { Block } from "./typeset";

export type Clip = WholeProject["scenes"][number]["clips"][number];
/** A shot at the line of the script it came from. */
export type Placed = { line: number; clip: Clip };
export type OutlineEntry = { id: string; name: string; line: number };
export type Passage = { from: number; blocks: Block[]; shots: Placed[] };

const MOST_BLOCKS = 12;

/** The shots of a script by their lines; one without a line of its own stands at the one before it. */
export function placed(
  scenes: readonly { sourceLine: number | null; clips: readonly Clip[] }[],
): Placed[] {
  const shots = scenes.flatMap((scene) => {
    let line = scene.sourceLine ?? 1;
    return scene.clips.map((clip) => {
      line = clip.sourceLine ?? line;
      return { line, clip };
    });
  });
  return shots.toSorted((a, b) => a.line - b.line);
}

export function passagesOf(blocks: readonly Block[], shots: readonly Placed[]): Passage[] {
  const passages: Passage[] = [];
  let next = 0;
  blocks.forEach((block, at) => {
    const end = blocks[at + 1]?.line ?? Number.POSITIVE_INFINITY;
    const first = next;
    while ((shots[next]?.line ?? end) < end) next += 1;
    const here = shots.slice(first, next);
    const last = passages.at(-1);
    const fresh = here.length > 0 || block.kind === "heading" || block.kind === "section";
    if (!last || fresh || last.blocks.length >= MOST_BLOCKS) {
      passages.push({ from: block.line, blocks: [block], shots: here });
    } else last.blocks.push(block);
  });
  return passages;
}

/** The lines that a shot came from: its paragraph, up to the next shot. */
export function spanOfShot(
  shots: readonly Placed[],
  at: number,
  lines: readonly string[],
): Span | null {
  const shot = shots[at];
  if (!shot) return null;
  const next = shots.find(({ line }) => line > shot.line);
  return paragraphAt(lines, shot.line, next?.line);
}
