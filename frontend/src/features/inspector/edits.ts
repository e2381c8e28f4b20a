/** Changing many shots as one. */
import type { Client } from "@urql/core";
import type { Act, Problem } from "@/graphql/act";
import type { Clip } from "@/graphql/entities";
import { ProjectQuery } from "@/graphql/project";
import { ReorderClips, UpdateClip } from "./documents";
import { isEndToEnd } from "./film";

export type Done = { ok: true } | { ok: false; problems: readonly Problem[] };
export type Edit = { id: string } & Partial<Pick<Clip, "framing" | "shotKind" | "durationFrames">>;

export const DONE: Done = { ok: true };
const AT_ONCE = 6;

/** Stops at the first that cannot be done. */
export async function changeAll(
  act: Act,
  edits: readonly (Edit & { allowOverlap?: boolean })[],
): Promise<Done> {
  for (let at = 0; at < edits.length; at += AT_ONCE) {
    const outcomes = await Promise.all(
      edits.slice(at, at + AT_ONCE).map((edit) => act(UpdateClip, edit)),
    );
    const failed = outcomes.find((outcome) => !outcome.ok);
    if (failed) return failed;
  }
  return DONE;
}

/** New lengths in frames by clip. In a scene without gaps the shots behind follow. */
export async function retime(
  client: Client,
  act: Act,
  projectId: string,
  lengths: ReadonlyMap<string, number>,
): Promise<Done> {
  const { data } = await client.query(ProjectQuery, { id: projectId }).toPromise();
  for (const scene of data?.project?.scenes ?? []) {
    const mine = scene.clips.filter((clip) => lengths.has(clip.id));
    if (mine.length === 0) continue;
    const allowOverlap = isEndToEnd(scene.clips);
    const edits = mine.map(({ id, durationFrames: before }) => ({
      id,
      durationFrames: lengths.get(id) ?? before,
      allowOverlap,
    }));
    const changed = await changeAll(act, edits);
    if (!changed.ok) return changed;
    if (!allowOverlap) continue;
    const clipIds = scene.clips.map((clip) => clip.id);
    const laid = await act(ReorderClips, { sceneId: scene.id, clipIds });
    if (!laid.ok) return laid;
  }
  return DONE;
}
