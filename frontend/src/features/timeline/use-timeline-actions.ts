import { type Action, useActions } from "@/actions/registry";
import { edgeFrom } from "@/editor/schedule";
import { useLastKind } from "@/graphql/last-kind";
import { deleting, shaping, turning } from "./shot-actions";
import { ordering, sounding } from "./sound-actions";
import { cutEnd, trimming } from "./trimming-actions";
import { placeOf } from "./use-clip-acts";
import { focusShot, type TimelineModel } from "./use-timeline";

/** Everything one can do on the timeline, for keys, buttons and the palette. */
export function useTimelineActions(model: TimelineModel, onAdd: () => void): void {
  const what = useLastKind();
  useActions([
    ...playing(model),
    ...looking(model),
    ...working(model),
    ...shaping(model, what),
    ...moving(model),
    ...trimming(model),
    ...turning(model),
    ...sounding(model, onAdd),
    ...ordering(model),
    ...deleting(model),
  ]);
}

function playing({ player, data }: TimelineModel): Action[] {
  const group = "Playback" as const;
  const { film, rate } = data;
  const second = Math.round(rate.numerator / rate.denominator);
  const shuttle = (way: 1 | -1) => () => {
    const speed = player.speed() * way;
    player.play(way * (speed > 0 ? Math.min(8, speed * 2) : 1));
  };
  const by = (id: string, label: string, keys: string, far: number): Action => {
    const run = () => player.seek(player.frame() + far);
    return { id: `timeline.${id}`, label, group, keys, hidden: true, run };
  };
  return [
    { id: "timeline.play", label: "Play or pause", group, keys: "Space", run: player.toggle },
    { id: "timeline.stop", label: "Pause", group, keys: "k", run: player.pause },
    {
      id: "timeline.forward",
      label: "Play, faster each time",
      group,
      keys: "l",
      run: shuttle(1),
    },
    {
      id: "timeline.back",
      label: "Play backwards",
      group,
      keys: "j",
      run: shuttle(-1),
    },
    by("frame-", "One frame back", "ArrowLeft", -1),
    by("frame+", "One frame on", "ArrowRight", 1),
    by("second-", "One second back", "Shift+ArrowLeft", -second),
    by("second+", "One second on", "Shift+ArrowRight", second),
    {
      id: "timeline.home",
      label: "To the beginning",
      group,
      keys: "Home",
      run: () => player.seek(0),
    },
    {
      id: "timeline.end",
      label: "To the end",
      group,
      keys: "End",
      run: () => player.seek(film.frames),
    },
  ];
}

function looking({ desk, player, change, data }: TimelineModel): Action[] {
  const { view, preferences } = desk;
  const group = "View" as const;
  /** Where the playhead is, if that is in the window: closer to it. */
  const at = () => {
    const x = player.frame() * view.scale - view.leftNow();
    return x >= 0 && x <= view.width ? x : undefined;
  };
  const { unit, snap, ripple, loop } = preferences;
  const zoom = (id: string, keys: string, run: () => void, label = ""): Action => ({
    ...{ id, label, group, keys, run },
    hidden: label === "",
  });
  return [
    zoom("timeline.zoomIn", "+", () => view.zoomIn(at()), "Zoom in"),
    zoom("timeline.zoomIn.plain", "=", () => view.zoomIn(at())),
    zoom("timeline.zoomOut", "-", () => view.zoomOut(at()), "Zoom out"),
    zoom("timeline.fit", "\\", view.fit, "The whole film"),
    {
      id: "timeline.unit",
      label: "Count the ruler in another unit",
      group,
      keys: "u",
      run: () =>
        change({
          unit: unit === "timecode" ? "seconds" : unit === "seconds" ? "frames" : "timecode",
        }),
    },
    {
      id: "timeline.snap",
      label: snap ? "Snap no more" : "Snap to edges and beats",
      group,
      keys: "s",
      run: () => change({ snap: !snap }),
    },
    {
      id: "timeline.ripple",
      label: ripple ? "Other shots stay where they are" : "Other shots make room",
      group,
      keys: "r",
      run: () => change({ ripple: !ripple }),
    },
    {
      id: "timeline.loop",
      label: loop ? "Loop no more" : "Loop what is chosen",
      group: "Playback",
      keys: "Shift+L",
      blocked: data.film.frames === 0 ? "There is nothing to play yet" : null,
      run: () => change({ loop: !loop }),
    },
  ];
}

/** Choosing, and going from cut to cut. */
function working({ desk, player, data, choosing, shot }: TimelineModel): Action[] {
  const { film } = data;
  const go = (way: 1 | -1) => {
    const frame = edgeFrom(film, player.frame(), way);
    player.seek(frame);
    desk.view.reveal(frame);
    const next = film.shots.find(({ start }) => start === frame);
    if (!next) return;
    choosing.press(next.clip.id, { range: false, toggle: false });
    focusShot(next.clip.id);
  };
  const some = desk.selection.ids.size > 0 || desk.trackId !== null;
  return [
    {
      id: "timeline.next",
      label: "Next cut",
      group: "Playback",
      keys: "ArrowDown",
      run: () => go(1),
    },
    {
      id: "timeline.previous",
      label: "Previous cut",
      group: "Playback",
      keys: "ArrowUp",
      run: () => go(-1),
    },
    {
      id: "timeline.open",
      label: "Show all of the shot",
      group: "View",
      keys: "Enter",
      blocked: shot ? null : "Choose one shot first",
      run: () => shot && desk.acts.open(shot.clip.id),
    },
    {
      id: "timeline.all",
      label: "Choose all shots",
      group: "Edit",
      keys: "$mod+a",
      run: choosing.all,
    },
    {
      id: "timeline.release",
      label: "Choose nothing",
      group: "Edit",
      keys: "Escape",
      hidden: true,
      blocked: some ? null : "Nothing is chosen",
      run: choosing.release,
    },
  ];
}

/** What dragging does, by keys. */
function moving(model: TimelineModel): Action[] {
  const { data, desk, clipActs, track, shot } = model;
  const { film, rate } = data;
  const second = Math.round(rate.numerator / rate.denominator);
  const chosen = film.shots.filter(({ clip }) => desk.selection.ids.has(clip.id));
  const blocked = chosen.length > 0 || track ? null : "Choose a shot or a sound first";
  const shift = (by: number) => {
    if (track) {
      desk.acts.changeTrack(track, { startFrame: Math.max(0, track.startFrame + by) }, "Moved");
      return;
    }
    const clips = chosen.map(({ clip }) => clip);
    const least = -Math.min(...clips.map(({ startFrame }) => startFrame));
    const far = Math.max(least, by);
    if (far === 0) return;
    const places = clips.map((clip) => ({ ...placeOf(clip), startFrame: clip.startFrame + far }));
    void clipActs.move(clips, places).then((clash) => model.askOf(clash, clips));
  };
  const longer = (by: number) => {
    if (shot) cutEnd(model, shot, shot.clip.durationFrames + by);
  };
  const move = (id: string, label: string, keys: string, run: () => void): Action => ({
    ...{ id: `timeline.${id}`, label, group: "Edit", keys, run, blocked },
    hidden: id.endsWith("second"),
  });
  return [
    move("earlier", "Move a frame earlier", "Alt+ArrowLeft", () => shift(-1)),
    move("later", "Move a frame later", "Alt+ArrowRight", () => shift(1)),
    move("earlier.second", "Move a second earlier", "Alt+Shift+ArrowLeft", () => shift(-second)),
    move("later.second", "Move a second later", "Alt+Shift+ArrowRight", () => shift(second)),
    ...(track
      ? []
      : [
          move("longer", "A frame longer", "Alt+ArrowUp", () => longer(1)),
          move("shorter", "A frame shorter", "Alt+ArrowDown", () => longer(-1)),
        ]),
  ];
}
