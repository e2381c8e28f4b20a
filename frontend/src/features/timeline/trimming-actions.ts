import { notices } from "@/actions/notices";
import type { Action } from "@/actions/registry";
import { headBy, headed, mediaFrames, slipped } from "@/editor/trimming";
import type { FilmShot } from "./desk";
import { aheadOf } from "./placing";
import type { TimelineModel } from "./use-timeline";

const ONE = "Choose one shot first";

/** Cuts so much off a shot's beginning, as far as that goes; says where it goes no further. */
export function behead(
  { data, desk, clipActs, player }: TimelineModel,
  shot: FilmShot,
  by: number,
) {
  const { clip } = shot;
  const { ripple } = desk.preferences;
  const media = mediaFrames(clip.selectedTake, data.rate);
  const ahead = ripple ? Number.POSITIVE_INFINITY : aheadOf(data.film, shot);
  const cut = headBy(clip, by, media, ahead);
  if (cut !== 0) {
    // What was there is at the shot's beginning now, if the rest closes up.
    if (ripple && player.frame() === shot.start + cut) player.seek(shot.start);
    void clipActs.behead(clip, headed(clip, cut, media, ripple), ripple);
  } else if (by > 0) notices.say(`Shot ${clip.number} cannot be shorter from its beginning.`);
  else if (by < 0 && clip.sourceFrame === 0 && media !== null)
    notices.say(`Shot ${clip.number} begins with the first frame of its take.`);
  else if (by === 0) notices.say(`Shot ${clip.number} begins at the playhead already.`);
  else notices.say(`There is no room before shot ${clip.number}.`);
}

/** To another length, by its end; whoever is in the way is asked about. */
export function cutEnd(model: TimelineModel, { clip }: FilmShot, frames: number): void {
  const trimmed = model.clipActs.trim(clip, Math.max(1, frames), model.desk.preferences.ripple);
  void trimmed.then((clash) => model.askOf(clash, [clip]));
}

/** Other frames of its take in the same place: `by` later under the shot. */
export function slide({ data, clipActs }: TimelineModel, { clip }: FilmShot, by: number): void {
  const media = mediaFrames(clip.selectedTake, data.rate);
  const to = slipped(clip, by, media ?? 0);
  if (to !== clip.sourceFrame) void clipActs.slip(clip, to);
  else notices.say(`There is no more of the take of shot ${clip.number} on that side.`);
}

/** Both edges of a shot and what is seen between them, by keys. */
export function trimming(model: TimelineModel): Action[] {
  const { player, shot, data } = model;
  const moving = shot !== null && mediaFrames(shot.clip.selectedTake, data.rate) !== null;
  const act = (id: string, label: string, keys: string, run: (shot: FilmShot) => void): Action => ({
    ...{ id: `timeline.${id}`, label, group: "Edit", keys },
    blocked: shot ? null : ONE,
    run: () => shot && run(shot),
  });
  const slips = (id: string, label: string, keys: string, by: number): Action => ({
    ...act(id, label, keys, (one) => slide(model, one, by)),
    blocked: shot === null ? ONE : moving ? null : "What it shows does not move",
  });
  return [
    act("head.longer", "Begin a frame earlier", "Alt+Shift+ArrowUp", (one) =>
      behead(model, one, -1),
    ),
    act("head.shorter", "Begin a frame later", "Alt+Shift+ArrowDown", (one) =>
      behead(model, one, 1),
    ),
    act("head.playhead", "Begin at the playhead", "[", (one) => {
      if (player.frame() < one.end) behead(model, one, player.frame() - one.start);
      else notices.say(`Put the playhead before the end of shot ${one.clip.number}.`);
    }),
    act("end.playhead", "End at the playhead", "]", (one) => {
      if (player.frame() > one.start) cutEnd(model, one, player.frame() - one.start);
      else notices.say(`Put the playhead behind the beginning of shot ${one.clip.number}.`);
    }),
    slips("slip.earlier", "Show a frame earlier of its take", "Alt+,", 1),
    slips("slip.later", "Show a frame later of its take", "Alt+.", -1),
  ];
}
