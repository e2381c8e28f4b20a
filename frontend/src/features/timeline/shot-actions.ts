import { notices } from "@/actions/notices";
import type { Action } from "@/actions/registry";
import { shotAt } from "@/editor/schedule";
import type { TransitionKind } from "@/editor/transitions";
import { generateWords, type useLastKind } from "@/graphql/last-kind";
import { plural } from "@/ui/words";
import type { FilmShot } from "./desk";
import type { TimelineModel } from "./use-timeline";

const NONE = "Choose a shot first";

function chosenOf({ data, desk }: TimelineModel): FilmShot[] {
  return data.film.shots.filter(({ clip }) => desk.selection.ids.has(clip.id));
}

/** Making others of the chosen shots, and looking at them. */
export function shaping(model: TimelineModel, what: ReturnType<typeof useLastKind>): Action[] {
  const { props, shot, desk, editActs } = model;
  const chosen = chosenOf(model);
  const clips = chosen.map(({ clip }) => clip);
  const ids = clips.map(({ id }) => id);
  const blocked = ids.length > 0 ? null : NONE;
  const words = ids.length > 1 ? plural(ids.length, "shot") : "the shot";
  const take = shot?.clip.selectedTake ?? null;
  const edit = { group: "Edit", blocked } as const;
  return [
    {
      id: "timeline.picture",
      label: "Open the picture",
      group: "View",
      keys: "Shift+Enter",
      blocked: take ? null : "Choose a shot that has one first",
      run: () => take && props.onOpenTake(take.id),
    },
    {
      id: "timeline.generate",
      label: generateWords(what, ids.length),
      group: "Generate",
      keys: "g",
      blocked,
      price: () => ({ now: { clipIds: ids } }),
      run: () => props.onGenerate({ clipIds: ids }),
    },
    {
      id: "timeline.generateWith",
      label: "Generate with options…",
      group: "Generate",
      keys: "Shift+G",
      blocked,
      price: () => ({ asking: { clipIds: ids } }),
      run: () => props.onGenerateWith({ clipIds: ids }),
    },
    {
      ...{ ...edit, id: "timeline.duplicate", label: `Duplicate ${words}`, keys: "$mod+d" },
      run: () => editActs.duplicate(clips, desk.preferences.ripple),
    },
    splitting(model),
    merging(model, chosen),
  ];
}

/** The shot that is chosen, else the one that is seen, where the playhead is. */
function splitting({ data: { film }, shot, player, editActs }: TimelineModel): Action {
  return {
    id: "timeline.split",
    label: "Split at the playhead",
    group: "Edit",
    keys: "b",
    run: () => {
      const frame = player.frame();
      const one = shot ?? film.shots[shotAt(film, frame)];
      const at = one ? frame - one.start : 0;
      if (!one || at <= 0 || frame >= one.end) {
        const which = shot ? `shot ${shot.clip.number}` : "a shot";
        notices.say(`Put the playhead within ${which} to split it there.`);
      } else editActs.split(one.clip, one.clip.startFrame + at);
    },
  };
}

function merging({ data: { film }, shot, editActs }: TimelineModel, chosen: FilmShot[]): Action {
  const scene = film.shots.filter(({ sceneId }) => sceneId === shot?.sceneId);
  const next = shot ? scene[scene.indexOf(shot) + 1] : undefined;
  const parts = chosen.length > 1 ? chosen : shot && next ? [shot, next] : [];
  return {
    id: "timeline.merge",
    label:
      chosen.length > 1 ? `Merge ${plural(chosen.length, "shot")}` : "Merge with the next shot",
    group: "Edit",
    keys: "Shift+B",
    blocked: parts.length > 1 ? null : shot ? "No shot follows it in its scene" : NONE,
    run: () => editActs.merge(parts.map(({ clip }) => clip)),
  };
}

const TURNS: readonly [kind: TransitionKind, label: string][] = [
  ["CUT", "Begin with a cut"],
  ["DISSOLVE", "Begin with a dissolve"],
  ["FADE", "Begin with a fade through black"],
  ["WIPE", "Begin with a wipe"],
];

export function turning({ shot, clipActs }: TimelineModel): Action[] {
  return TURNS.map(([kind, label]) => ({
    id: `timeline.turn.${kind}`,
    label,
    group: "Edit",
    blocked: shot ? null : "Choose one shot first",
    run: () => {
      if (shot && shot.clip.transitionKind !== kind) clipActs.turn(shot.clip, { kind });
    },
  }));
}

/** What is chosen, be it shots or a sound. */
export function deleting(model: TimelineModel): Action[] {
  const { track, desk, editActs, data } = model;
  const chosen = chosenOf(model);
  const last = data.film.shots.findLastIndex((shot) => chosen.includes(shot));
  const other = (shot: FilmShot) => !chosen.includes(shot);
  const next =
    data.film.shots.slice(last + 1).find(other) ??
    data.film.shots.slice(0, last + 1).findLast(other);
  const erase: Action = {
    id: "timeline.delete",
    label: track
      ? "Delete the sound"
      : chosen.length > 1
        ? `Delete ${plural(chosen.length, "shot")}`
        : "Delete the shot",
    group: "Edit",
    keys: "Delete",
    blocked: track || chosen.length > 0 ? null : "Choose a shot or a sound first",
    run: () => {
      if (track) desk.acts.removeTrack(track);
      else
        editActs.erase({
          clips: chosen.map(({ clip }) => clip),
          ripple: desk.preferences.ripple,
          next: next?.clip.id,
        });
    },
  };
  return [erase, { ...erase, id: "timeline.delete.back", keys: "Backspace", hidden: true }];
}
