import { useMemo } from "react";
import { history } from "@/actions/history";
import { making, NOTHING } from "@/actions/making";
import { type Act, useAct } from "@/graphql/act";
import type { Clip } from "@/graphql/entities";
import { repeatable } from "@/graphql/wish";
import { useStable } from "@/ui/use-stable";
import { DeleteClips, DuplicateClips, MergeClips, RestoreClips, SplitClip } from "./edit-documents";
import { bare, type Place, placeOf, put, shots } from "./use-clip-acts";

type Choose = (ids: readonly string[]) => void;
type Split = { second: string; before: Place[]; after: Place[] };
type Merged = { deleted: string[]; before: Place[] };

/** `frame` of its scene is the first of the second part. */
function split(act: Act, clip: Clip, frame: number, choose: Choose): void {
  const cut = repeatable(act, SplitClip, { id: clip.id, frame });
  making<Split>({
    label: `Split shot ${clip.number}`,
    make: async () => {
      const outcome = await cut();
      if (!outcome.ok) return outcome;
      const { second, undo } = outcome.payload;
      if (!second) return NOTHING;
      const after = [{ ...placeOf(clip), durationFrames: frame - clip.startFrame }];
      return { ok: true, made: { second: second.id, before: undo.map(bare), after } };
    },
    remove: async ({ second, before }) => {
      const gone = await act(DeleteClips, { ids: [second], ripple: false });
      return gone.ok ? put(act, before) : gone;
    },
    restore: async ({ second, after }) => {
      const cutAgain = await put(act, after);
      return cutAgain.ok ? act(RestoreClips, { ids: [second], ripple: false }) : cutAgain;
    },
    onMade: ({ second }) => choose([second]),
  });
}

function merge(act: Act, clips: readonly Clip[], choose: Choose): void {
  const ids = clips.map(({ id }) => id);
  let made: Merged = { deleted: [], before: [] };
  void history.do({
    label: `Merged ${shots(clips)}`,
    run: async () => {
      const outcome = await act(MergeClips, { ids });
      if (!outcome.ok) return outcome;
      const { clip, deletedIds, undo } = outcome.payload;
      made = { deleted: [...deletedIds], before: undo.map(bare) };
      if (clip) choose([clip.id]);
      return outcome;
    },
    undo: async () => {
      const laid = await put(act, made.before);
      return laid.ok ? act(RestoreClips, { ids: made.deleted, ripple: false }) : laid;
    },
  });
}

function duplicate(act: Act, clips: readonly Clip[], ripple: boolean, choose: Choose): void {
  const copy = repeatable(act, DuplicateClips, { ids: clips.map(({ id }) => id), ripple });
  making<string[]>({
    label: `Duplicated ${shots(clips)}`,
    make: async () => {
      const outcome = await copy();
      return outcome.ok ? { ok: true, made: outcome.payload.clips.map(({ id }) => id) } : outcome;
    },
    remove: (ids) => act(DeleteClips, { ids, ripple }),
    restore: (ids) => act(RestoreClips, { ids, ripple }),
    onMade: choose,
  });
}

type Erasing = { clips: readonly Clip[]; ripple: boolean; next: string | undefined };

function erase(act: Act, { clips, ripple, next }: Erasing, choose: Choose): void {
  const ids = clips.map(({ id }) => id);
  void history.do({
    label: `Deleted ${shots(clips)}`,
    run: async () => {
      const outcome = await act(DeleteClips, { ids, ripple });
      if (outcome.ok) choose(next ? [next] : []);
      return outcome;
    },
    undo: async () => {
      const outcome = await act(RestoreClips, { ids, ripple });
      if (outcome.ok) choose(ids);
      return outcome;
    },
  });
}

/** Making other shots of shots; each can be undone. `choose` gets what is to be worked on then. */
export function useEditActs(wanted: Choose) {
  const act = useAct();
  const { choose } = useStable({ choose: wanted });
  return useMemo(
    () => ({
      split: (clip: Clip, frame: number) => split(act, clip, frame, choose),
      merge: (clips: readonly Clip[]) => merge(act, clips, choose),
      duplicate: (clips: readonly Clip[], ripple: boolean) => duplicate(act, clips, ripple, choose),
      erase: (erasing: Erasing) => erase(act, erasing, choose),
    }),
    [act, choose],
  );
}

export type EditActs = ReturnType<typeof useEditActs>;
