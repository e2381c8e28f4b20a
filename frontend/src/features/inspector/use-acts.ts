import { useMemo } from "react";
import { useClient } from "urql";
import { history } from "@/actions/history";
import { notices } from "@/actions/notices";
import { type Problem, requestKey, useAct } from "@/graphql/act";
import { type Clip, isActive, type Job, type Poster } from "@/graphql/entities";
import { ProjectQuery } from "@/graphql/project";
import { CancelJobs, ReorderClips, RetryJob, SelectTake, UpdateClip } from "./documents";
import { isEndToEnd, shots } from "./film";

type Done = { ok: true } | { ok: false; problems: readonly Problem[] };
type Edit = { id: string } & Partial<Pick<Clip, "framing" | "shotKind" | "durationFrames">>;

const DONE: Done = { ok: true };
const AT_ONCE = 6;

/** What one does to shots here; edits can be undone. */
export function useActs(projectId: string) {
  const act = useAct();
  const client = useClient();
  return useMemo(() => {
    async function all(edits: readonly (Edit & { allowOverlap?: boolean })[]): Promise<Done> {
      for (let at = 0; at < edits.length; at += AT_ONCE) {
        const outcomes = await Promise.all(
          edits.slice(at, at + AT_ONCE).map((edit) => act(UpdateClip, edit)),
        );
        const failed = outcomes.find((outcome) => !outcome.ok);
        if (failed) return failed;
      }
      return DONE;
    }

    /** In a scene without gaps the shots behind follow. */
    async function retime(lengths: ReadonlyMap<string, number>): Promise<Done> {
      const { data } = await client.query(ProjectQuery, { id: projectId }).toPromise();
      for (const scene of data?.project?.scenes ?? []) {
        const mine = scene.clips.filter((clip) => lengths.has(clip.id));
        if (mine.length === 0) continue;
        const allowOverlap = isEndToEnd(scene.clips);
        const edits = mine.map(({ id, durationFrames }) => ({
          id,
          durationFrames: lengths.get(id) ?? durationFrames,
          allowOverlap,
        }));
        const changed = await all(edits);
        if (!changed.ok) return changed;
        if (!allowOverlap) continue;
        const clipIds = scene.clips.map((clip) => clip.id);
        const laid = await act(ReorderClips, { sceneId: scene.id, clipIds });
        if (!laid.ok) return laid;
      }
      return DONE;
    }

    function label(what: string, clips: readonly Clip[]): string {
      return clips.length === 1 ? `Changed the ${what} of ${clips[0]?.number}` : `Changed the ${what} of ${shots(clips.length)}`;
    }

    return {
      change(clips: readonly Clip[], what: string, part: Omit<Edit, "id" | "durationFrames">) {
        const before = clips.map(({ id, framing, shotKind }) => ({ id, framing, shotKind }));
        const touched = Object.keys(part) as (keyof typeof part)[];
        void history.do({
          label: label(what, clips),
          quiet: clips.length === 1,
          run: () => all(clips.map(({ id }) => ({ id, ...part }))),
          undo: () =>
            all(before.map((old) => Object.assign({ id: old.id }, ...touched.map((key) => ({ [key]: old[key] }))))),
        });
      },
      setLength(clips: readonly Clip[], frames: number) {
        const before = new Map(clips.map((clip) => [clip.id, clip.durationFrames]));
        void history.do({
          label: label("length", clips),
          quiet: clips.length === 1,
          run: () => retime(new Map(clips.map((clip) => [clip.id, frames]))),
          undo: () => retime(before),
        });
      },
      pick(takeId: string, before: Pick<Poster, "id"> | null) {
        void history.do({
          label: "Picked another take",
          quiet: true,
          run: () => act(SelectTake, { takeId }),
          undo: () => (before ? act(SelectTake, { takeId: before.id }) : Promise.resolve(DONE)),
        });
      },
      async cancel(jobs: readonly Job[]) {
        const jobIds = jobs.filter(isActive).map((job) => job.id);
        const outcome = await act(CancelJobs, { jobIds });
        if (!outcome.ok) notices.problems(outcome.problems);
      },
      async retry(job: Job) {
        const outcome = await act(RetryJob, { jobId: job.id, idempotencyKey: requestKey() });
        if (!outcome.ok) notices.problems(outcome.problems);
      },
    };
  }, [act, client, projectId]);
}

export type Acts = ReturnType<typeof useActs>;
