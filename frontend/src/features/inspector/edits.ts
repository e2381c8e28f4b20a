/** Changing many shots as one. */
import type { Client } from "@urql/core";
import { type Act, isAway, type Problem } from "@/graphql/act";
import { UpdateClip } from "@/graphql/acts";
import type { Clip } from "@/graphql/entities";
import { ProjectQuery, type WholeProject } from "@/graphql/project";
import { ReorderClips } from "./documents";
import { isEndToEnd } from "./film";

export type Edit = { id: string; expectedVersion?: number; allowOverlap?: boolean } & Partial<
  Pick<Clip, "framing" | "shotKind" | "durationFrames">
>;

export type Left = {
  /** How many were changed, be it that the shots behind them do not follow yet. */
  changed: number;
  /** What was not done, or not to its end, and why; empty if all is. */
  rest: readonly Edit[];
  problems: readonly Problem[];
};
export type Send = (edits: readonly Edit[]) => Promise<Left>;

const AT_ONCE = 6;

/** Does what can be done; once the studio is away the rest is not tried. */
export async function changeAll(act: Act, edits: readonly Edit[]): Promise<Left> {
  const rest: Edit[] = [];
  const problems: Problem[] = [];
  for (let at = 0; at < edits.length; at += AT_ONCE) {
    const some = edits.slice(at, at + AT_ONCE);
    const outcomes = await Promise.all(some.map((edit) => act(UpdateClip, edit)));
    outcomes.forEach((outcome, index) => {
      const edit = some[index];
      if (outcome.ok || !edit) return;
      rest.push(edit);
      problems.push(...outcome.problems);
    });
    if (problems.some(isAway)) {
      rest.push(...edits.slice(at + AT_ONCE));
      break;
    }
  }
  return { changed: edits.length - rest.length, rest, problems };
}

type Scene = WholeProject["scenes"][number];
/** The lengths of a scene's shots; in one without gaps the shots behind follow. */
type Lengths = { edits: readonly Edit[]; sceneId: string; clipIds: string[]; follows: boolean };

function lengthsOf(scene: Scene, edits: readonly Edit[]): Lengths {
  const clipIds = scene.clips.map((clip) => clip.id);
  const mine = edits.filter(({ id }) => clipIds.includes(id));
  const follows = isEndToEnd(scene.clips) || mine.some(({ allowOverlap }) => allowOverlap);
  const marked = mine.map((edit) => ({ ...edit, allowOverlap: follows }));
  return { edits: marked, sceneId: scene.id, clipIds, follows };
}

async function lay(act: Act, { edits, sceneId, clipIds, follows }: Lengths): Promise<Left> {
  const left = await changeAll(act, edits);
  if (!follows || left.changed === 0) return left;
  const laid = await act(ReorderClips, { sceneId, clipIds });
  if (laid.ok) return left;
  return { ...left, rest: edits, problems: [...left.problems, ...laid.problems] };
}

/**
 * New lengths in frames. What is left says of its scene, by `allowOverlap`, that it was without
 * gaps: half changed it no longer looks so.
 */
export async function retime(
  client: Client,
  act: Act,
  projectId: string,
  edits: readonly Edit[],
): Promise<Left> {
  const { data } = await client.query(ProjectQuery, { id: projectId }).toPromise();
  const rest: Edit[] = [];
  const problems: Problem[] = [];
  let changed = 0;
  for (const scene of data?.project?.scenes ?? []) {
    const lengths = lengthsOf(scene, edits);
    if (lengths.edits.length === 0) continue;
    const left = problems.some(isAway)
      ? { changed: 0, rest: lengths.edits, problems: [] }
      : await lay(act, lengths);
    rest.push(...left.rest);
    problems.push(...left.problems);
    changed += left.changed;
  }
  return { changed, rest, problems };
}
