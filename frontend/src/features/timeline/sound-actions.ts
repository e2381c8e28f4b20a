import type { Action } from "@/actions/registry";
import type { TimelineModel } from "./use-timeline";

/** What one does with the chosen sound. */
export function sounding(model: TimelineModel, onAdd: () => void): Action[] {
  const { track, tapping, clipActs, desk, player } = model;
  const none = track ? null : "Choose a sound first";
  const act = (id: string, label: string, run: () => void, keys?: string): Action => ({
    ...{ id: `timeline.${id}`, label, group: "Edit", blocked: none, run },
    ...(keys ? { keys } : {}),
  });
  const beats = desk.beats.length > 0 ? null : "It has no beats";
  const align = (bars: boolean) => () => track && void clipActs.align(track.id, { bars });
  return [
    { id: "timeline.addSound", label: "Add music or sound …", group: "Edit", run: onAdd },
    { ...act("tap", "Tap the tempo", tapping.tap, "t"), group: "Playback" },
    act(
      "mute",
      track?.muted ? "Unmute the sound" : "Mute the sound",
      () =>
        track &&
        desk.acts.changeTrack(track, { muted: !track.muted }, track.muted ? "Unmuted" : "Muted"),
      "m",
    ),
    act("rename", "Rename the sound", () => track && desk.acts.rename(track.id)),
    act("soundToPlayhead", "Move the sound to the playhead", () => {
      if (track) desk.acts.changeTrack(track, { startFrame: player.frame() }, "Moved");
    }),
    { ...act("align", "Align cuts to beats", align(false)), blocked: none ?? beats },
    { ...act("alignBars", "Align cuts to bars", align(true)), blocked: none ?? beats },
  ];
}

/** Up and down is among the sounds while one of them is chosen. */
export function ordering({ track, desk }: TimelineModel): Action[] {
  if (!track) return [];
  const at = desk.tracks.findIndex(({ id }) => id === track.id);
  const step = (id: string, way: string, keys: string, by: number): Action => ({
    ...{ id: `timeline.sound.${id}`, label: `Move the sound ${way}`, group: "Edit", keys },
    blocked: desk.tracks[at + by] ? null : "It stands there already",
    run: () => void desk.acts.stepTrack(track, by),
  });
  return [step("up", "up", "Alt+ArrowUp", -1), step("down", "down", "Alt+ArrowDown", 1)];
}
