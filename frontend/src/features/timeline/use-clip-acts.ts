import { useMemo } from "react";
import { history } from "@/actions/history";
import { notices } from "@/actions/notices";
import type { TransitionKind } from "@/editor/transitions";
import type { Trimmed } from "@/editor/trimming";
import { type Act, type Problem, useAct } from "@/graphql/act";
import type { Clip } from "@/graphql/entities";
import { plural } from "@/ui/words";
import {
  AlignToBeats,
  CloseGaps,
  MoveClip,
  MoveClips,
  PlaceClips,
  ResolveOverlaps,
  TrimClip,
  TurnClip,
} from "./documents";

/** Frames within a scene. */
export type Place = { id: string; startFrame: number; durationFrames: number };
export type Proposal = { startFrame: number; description: string };
/** Why shots do not go where they were put, and where the one could go instead. */
export type Clash = { message: string; places: readonly Place[]; proposals: readonly Proposal[] };

export type Done = { ok: true } | { ok: false; problems: readonly Problem[] };
/** Shots with where they were. */
type Placed = Pick<Clip, "id" | "number" | "startFrame" | "durationFrames">;

export function placeOf({ id, startFrame, durationFrames }: Placed): Place {
  return { id, startFrame, durationFrames };
}

export function put(act: Act, places: readonly Place[]): Promise<Done> {
  return act(PlaceClips, { places: [...places], allowOverlap: true });
}

export function shots(clips: readonly Placed[]): string {
  const [only] = clips;
  return clips.length === 1 && only ? `shot ${only.number}` : plural(clips.length, "shot");
}

/** Tells of what is wrong, but of shots in the way, which whoever moves them is asked about. */
function clashIn(problems: readonly Problem[]): string | null {
  const clash = problems.find(({ code }) => code === "OVERLAP");
  if (!clash) notices.problems(problems);
  return clash?.message ?? null;
}

/** To these places, unless something is there: then it is told what. */
async function move(act: Act, clips: readonly Placed[], places: Place[]): Promise<Clash | null> {
  const before = clips.map(placeOf);
  const [only] = places;
  const outcome =
    places.length === 1 && only
      ? await act(MoveClip, { id: only.id, startFrame: only.startFrame })
      : await act(PlaceClips, { places });
  if (!outcome.ok) {
    const message = clashIn(outcome.problems);
    if (message === null) return null;
    const { payload } = outcome;
    const proposals = payload && "proposals" in payload ? payload.proposals : [];
    return { message, places, proposals };
  }
  void history.done({
    label: `Moved ${shots(clips)}`,
    quiet: true,
    run: () => put(act, places),
    undo: () => put(act, before),
  });
  return null;
}

async function trim(
  act: Act,
  clip: Placed,
  durationFrames: number,
  ripple: boolean,
): Promise<Clash | null> {
  const to = (frames: number) =>
    act(TrimClip, { id: clip.id, durationFrames: frames, ripple, allowOverlap: ripple });
  const outcome = await to(durationFrames);
  if (!outcome.ok) {
    const message = clashIn(outcome.problems);
    return message === null
      ? null
      : { message, places: [{ ...placeOf(clip), durationFrames }], proposals: [] };
  }
  void history.done({
    label: `Changed the length of shot ${clip.number}`,
    quiet: true,
    run: () => to(durationFrames),
    undo: () => to(clip.durationFrames),
  });
  return null;
}

type Headed = { clip: Placed & Trimmed; to: Trimmed; ripple: boolean };

/** Another beginning, with the same end in the film; or with the same place, and what follows closes up. */
function behead(act: Act, { clip, to, ripple }: Headed): Promise<boolean> {
  const { id } = clip;
  const lay = async ({ startFrame, durationFrames, sourceFrame }: Trimmed): Promise<Done> => {
    if (ripple)
      return act(TrimClip, { id, durationFrames, sourceFrame, ripple, allowOverlap: true });
    const laid = await put(act, [{ id, startFrame, durationFrames }]);
    if (!laid.ok || to.sourceFrame === clip.sourceFrame) return laid;
    const turned = await act(TrimClip, { id, sourceFrame });
    // Half of it would show other frames than before.
    if (!turned.ok) await put(act, [placeOf(clip)]);
    return turned;
  };
  return history.do({
    label: `Changed the beginning of shot ${clip.number}`,
    quiet: true,
    run: () => lay(to),
    undo: () => lay(clip),
  });
}

/** Other frames of its take, in the same place. */
function slip(act: Act, clip: Placed & Trimmed, sourceFrame: number): Promise<boolean> {
  const to = (frame: number) => act(TrimClip, { id: clip.id, sourceFrame: frame });
  return history.do({
    label: `Slipped the take of shot ${clip.number}`,
    quiet: true,
    run: () => to(sourceFrame),
    undo: () => to(clip.sourceFrame),
  });
}

/** Where shots go between others, and where all of the scenes that this changes lay before. */
export type Insertion = {
  clips: readonly Placed[];
  sceneId: string;
  before: string | null;
  /** Of the scenes that they come from and go to. */
  former: readonly { sceneId: string; ids: string[]; places: Place[] }[];
};

function insert(act: Act, { clips, sceneId, before, former }: Insertion): Promise<boolean> {
  return history.do({
    label: `Moved ${shots(clips)}`,
    quiet: true,
    run: () => act(MoveClips, { ids: clips.map(({ id }) => id), sceneId, before }),
    undo: async () => {
      for (const home of former) {
        if (home.sceneId === sceneId || home.ids.length === 0) continue;
        const back = await act(MoveClips, { ids: home.ids, sceneId: home.sceneId });
        if (!back.ok) return back;
      }
      return put(
        act,
        former.flatMap(({ places }) => places),
      );
    },
  });
}

type Turn = { kind: TransitionKind; frames?: number };

function turn(act: Act, clip: Clip, { kind, frames }: Turn): void {
  const to = (transitionKind: TransitionKind, length?: number) =>
    act(TurnClip, {
      id: clip.id,
      transitionKind,
      ...(transitionKind === "CUT" || !length ? {} : { transitionFrames: length }),
    });
  void history.do({
    label: `Changed how shot ${clip.number} begins`,
    quiet: true,
    run: () => to(kind, frames),
    undo: () => to(clip.transitionKind, clip.transitionFrames),
  });
}

type Undoable = { undo: readonly Place[] };
type Mending = { label: string; run: () => Promise<Done & { payload?: Undoable | null }> };

/** What moves shots by a rule, and tells where they were. */
function mend(act: Act, { label, run }: Mending): Promise<boolean> {
  let before: readonly Place[] = [];
  return history.do({
    label,
    run: async () => {
      const outcome = await run();
      if (outcome.ok) before = (outcome.payload?.undo ?? []).map(bare);
      return outcome;
    },
    undo: () => put(act, before),
  });
}

export function bare({ id, startFrame, durationFrames }: Place): Place {
  return { id, startFrame, durationFrames };
}

/** What one does to shots on the timeline; each can be undone. */
export function useClipActs(projectId: string) {
  const act = useAct();
  return useMemo(
    () => ({
      move: (clips: readonly Placed[], places: Place[]) => move(act, clips, places),
      trim: (clip: Placed, frames: number, ripple: boolean) => trim(act, clip, frames, ripple),
      behead: (clip: Clip, to: Trimmed, ripple: boolean) => behead(act, { clip, to, ripple }),
      slip: (clip: Clip, sourceFrame: number) => slip(act, clip, sourceFrame),
      insert: (insertion: Insertion) => insert(act, insertion),
      turn: (clip: Clip, how: Turn) => turn(act, clip, how),
      /** Over other shots. */
      force: (clips: readonly Placed[], places: readonly Place[]) =>
        history.do({
          label: `Moved ${shots(clips)}`,
          quiet: true,
          run: () => put(act, places),
          undo: () => put(act, clips.map(placeOf)),
        }),
      resolve: (sceneId: string) =>
        mend(act, { label: "Resolved the overlaps", run: () => act(ResolveOverlaps, { sceneId }) }),
      closeGaps: (sceneId: string) =>
        mend(act, { label: "Closed the gaps", run: () => act(CloseGaps, { sceneId }) }),
      align: (trackId: string, which: { clipIds?: string[]; bars: boolean }) =>
        mend(act, {
          label: which.bars ? "Aligned the cuts to the bars" : "Aligned the cuts to the beats",
          run: () => act(AlignToBeats, { projectId, trackId, ...which }),
        }),
    }),
    [act, projectId],
  );
}

export type ClipActs = ReturnType<typeof useClipActs>;
