/** Changes of a timeline, in words and in groups. */
import { decibels } from "@/editor/sound";
import { type Rate, timecode } from "@/editor/time";
import { plural } from "@/ui/words";
import type {
  Change,
  ChangeKind,
  ClipState,
  ComparedProject,
  Comparison,
  Shot,
  SoundChange,
  SoundChangeKind,
  SoundState,
} from "./documents";

/** One change as it is shown: what of, and how that is here and there. */
export type Row = {
  id: string;
  of: Shot | "sound" | null;
  name: string;
  note: string;
  before: string | null;
  after: string | null;
};
export type Group = { key: string; title: string; deletes: boolean; rows: readonly Row[] };

const KINDS: readonly [ChangeKind, title: string, told: string][] = [
  ["MOVED", "Moved", "moved"],
  ["TRIMMED", "Trimmed", "trimmed"],
  ["TAKE", "Another take", "with another take"],
  ["TRANSITION", "Transitions", "with another transition"],
  ["RENAMED", "Renamed", "renamed"],
  ["NEW", "New", "new"],
  ["GONE", "Gone", "gone"],
];
const SOUND_KINDS: readonly [SoundChangeKind, title: string][] = [
  ["MOVED", "Sound moved"],
  ["TRIMMED", "Sound trimmed"],
  ["GAIN", "Loudness"],
  ["FADES", "Fades"],
  ["MUTED", "Muted"],
  ["RENAMED", "Sound renamed"],
  ["NEW", "New sound"],
  ["GONE", "Sound gone"],
];

/**
 * Those of a kind together, each in the order of the film, the shots before the sounds; kinds
 * without any are left out.
 */
export function groupsOf(comparison: Comparison, project: ComparedProject, rate: Rate): Group[] {
  const shots = new Map(
    project.scenes.flatMap(({ clips }) => clips.map((clip) => [clip.id, clip] as const)),
  );
  const { changes, soundChanges } = comparison;
  return [
    ...KINDS.map(([kind, title]) => ({
      key: kind,
      title,
      deletes: kind === "GONE",
      rows: changes
        .filter((one) => one.kind === kind)
        .map((one) => rowOf(one, one.clipId === null ? undefined : shots.get(one.clipId), rate)),
    })),
    ...SOUND_KINDS.map(([kind, title]) => ({
      key: `SOUND_${kind}`,
      title,
      deletes: kind === "GONE",
      rows: soundChanges.filter((one) => one.kind === kind).map((one) => soundRowOf(one, rate)),
    })),
  ].filter((group) => group.rows.length > 0);
}

function rowOf(change: Change, shot: Shot | undefined, rate: Rate): Row {
  const state = change.before ?? change.after;
  const [before, after] = sidesOf(change, WORDS, rate);
  return {
    id: change.id,
    of: shot ?? null,
    name: shot?.name || shot?.caption || state?.name || "A clip",
    note: state?.scene || (change.kind === "NEW" ? (state?.file ?? "") : ""),
    before,
    after,
  };
}

function soundRowOf(change: SoundChange, rate: Rate): Row {
  const state = change.before ?? change.after;
  const [before, after] = sidesOf(change, SOUND_WORDS, rate);
  return {
    id: change.id,
    of: "sound",
    name: state?.name || "A sound",
    note: state?.file ?? "",
    before,
    after,
  };
}

/** "3 moved, 1 trimmed, 36 as they are" */
export function summaryOf({ changes, unchangedCount, soundChanges }: Comparison): string {
  const told = KINDS.map(([kind, , words]) => {
    const count = changes.filter((one) => one.kind === kind).length;
    return count > 0 ? `${count.toLocaleString("en")} ${words}` : null;
  }).filter((one) => one !== null);
  const heard =
    soundChanges.length > 0 ? [`${plural(soundChanges.length, "change")} of sound`] : [];
  return [...told, ...heard, `${unchangedCount.toLocaleString("en")} as they are`].join(", ");
}

/** All but what deletes. */
export function chosenAtFirst({ changes, soundChanges }: Comparison): Set<string> {
  const all = [...changes, ...soundChanges];
  return new Set(all.filter(({ kind }) => kind !== "GONE").map(({ id }) => id));
}

type Words<Kind extends string, State> = Record<Kind, (state: State, rate: Rate) => string>;
type Sided<Kind, State> = { kind: Kind; before: State | null; after: State | null };

/** Of a change, how it was and how it is to be; null where there is no such thing. */
function sidesOf<Kind extends string, State>(
  { kind, before, after }: Sided<Kind, State>,
  words: Words<Kind, State>,
  rate: Rate,
): [before: string | null, after: string | null] {
  const told = (state: State | null) => (state ? words[kind](state, rate) : null);
  return [told(before), told(after)];
}

const TRANSITIONS: Record<ClipState["transitionKind"], string> = {
  CUT: "Cut",
  DISSOLVE: "Dissolve",
  FADE: "Fade",
  WIPE: "Wipe",
};

const WORDS: Words<ChangeKind, ClipState> = {
  MOVED: beginOf,
  TRIMMED: partOf,
  TAKE: ({ file }) => file || "Nothing",
  RENAMED: ({ name }) => name || "No name",
  TRANSITION: ({ transitionKind: kind, transitionFrames: frames }) =>
    kind === "CUT" ? TRANSITIONS.CUT : `${TRANSITIONS[kind]}, ${plural(frames, "frame")}`,
  NEW: placeOf,
  GONE: placeOf,
};

const SOUND_WORDS: Words<SoundChangeKind, SoundState> = {
  MOVED: beginOf,
  TRIMMED: partOf,
  GAIN: ({ gainDb }) => decibels(gainDb),
  FADES: ({ fadeInFrames, fadeOutFrames }) => `${fadeInFrames} in, ${fadeOutFrames} out`,
  MUTED: ({ muted }) => (muted ? "Muted" : "Heard"),
  RENAMED: ({ name }) => name || "No name",
  NEW: placeOf,
  GONE: placeOf,
};

type Placed = Pick<ClipState, "startFrame" | "durationFrames" | "sourceFrame">;

function beginOf({ startFrame }: Placed, rate: Rate): string {
  return timecode(startFrame, rate);
}

function partOf({ sourceFrame, durationFrames }: Placed): string {
  return `${plural(durationFrames, "frame")}${sourceFrame > 0 ? ` from ${sourceFrame}` : ""}`;
}

function placeOf({ startFrame, durationFrames }: Placed, rate: Rate): string {
  return `${timecode(startFrame, rate)}, ${plural(durationFrames, "frame")}`;
}
