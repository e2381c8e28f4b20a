/** What was done by a timeline, taken back by the acts that the graph has for each part. */
import { type Act, type Outcome, withoutType } from "@/graphql/act";
import { SelectTakes, UpdateClip } from "@/graphql/acts";
import { DeleteTrack, RestoreTrack, UpdateTrack } from "@/graphql/track-acts";
import { type Applied, DeleteMade, MoveBack, PlaceBack, RestoreGone } from "./documents";

type Former = Applied["former"][number];
type Step = () => Promise<Outcome<unknown>>;

/** Each step once the one before was done; the first that was not is the answer. */
async function inTurn(steps: readonly Step[]) {
  for (const step of steps) {
    const outcome = await step();
    if (!outcome.ok) return outcome;
  }
  return { ok: true } as const;
}

/** Deletes what was made, gives each its former place and looks, and brings back what went. */
export function takeBack(act: Act, done: Applied) {
  const { clips, undo, deletedIds, former } = done;
  const steps: Step[] = [];
  if (clips.length > 0) {
    const ids = clips.map(({ id }) => id);
    steps.push(() => act(DeleteMade, { ids, ripple: false }));
  }
  if (undo.length > 0) {
    const places = undo.map(withoutType);
    steps.push(() => act(PlaceBack, { places, allowOverlap: true }));
  }
  steps.push(...former.flatMap((one) => restOf(act, done, one)));
  if (deletedIds.length > 0) {
    const ids = [...deletedIds];
    steps.push(() => act(RestoreGone, { ids, ripple: false }));
  }
  return inTurn([...steps, ...soundBack(act, done)]);
}

function soundBack(act: Act, { tracks, formerTracks, deletedTrackIds }: Applied): Step[] {
  return [
    ...tracks.map(
      ({ id }) =>
        () =>
          act(DeleteTrack, { id }),
    ),
    ...formerTracks.map((was) => () => {
      const { durationFrames, ...rest } = withoutType(was);
      return act(UpdateTrack, { ...rest, durationFrames: durationFrames ?? 0 });
    }),
    ...deletedTrackIds.map((id) => () => act(RestoreTrack, { id })),
  ];
}

/** What `undo` does not have of a clip: its scene, its name, its part of the take, its take. */
function restOf(act: Act, { project, undo }: Applied, was: Former): Step[] {
  const now = project?.scenes.flatMap(({ clips }) => clips).find(({ id }) => id === was.id);
  if (!now) return [];
  const { id, sceneId, startFrame, takeId } = was;
  const steps: Step[] = [];
  const edit = changedOf(was, now, !undo.some((one) => one.id === id));
  if (Object.keys(edit).length > 0) {
    steps.push(() => act(UpdateClip, { id, ...edit, allowOverlap: true }));
  }
  if (now.scene.id !== sceneId) {
    steps.push(() => act(MoveBack, { id, sceneId, startFrame, allowOverlap: true }));
  }
  if (takeId !== null && now.selectedTake?.id !== takeId) {
    steps.push(() => act(SelectTakes, { picks: [{ takeId }] }));
  }
  return steps;
}

type Looks = Pick<
  Former,
  "name" | "sourceFrame" | "durationFrames" | "transitionKind" | "transitionFrames"
>;

function changedOf(was: Looks, now: Looks, withLength: boolean): Partial<Looks> {
  const { name, sourceFrame, durationFrames, transitionKind, transitionFrames } = was;
  const turned = transitionKind !== now.transitionKind || transitionFrames !== now.transitionFrames;
  return {
    ...(name === now.name ? {} : { name }),
    ...(sourceFrame === now.sourceFrame ? {} : { sourceFrame }),
    ...(withLength && durationFrames !== now.durationFrames ? { durationFrames } : {}),
    ...(turned ? { transitionKind } : {}),
    ...(turned && transitionKind !== "CUT" ? { transitionFrames } : {}),
  };
}
