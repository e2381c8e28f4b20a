import { expect, test } from "vitest";
import { chosenAtFirst, groupsOf, summaryOf } from "./comparing";
import type {
  Change,
  ChangeKind,
  ClipState,
  ComparedProject,
  SoundChange,
  SoundChangeKind,
  SoundState,
} from "./documents";

const RATE = { numerator: 24, denominator: 1 };
const FILM: ComparedProject = { id: "project", fps: "24", lastSeq: 1, scenes: [] };
const STATE: ClipState = {
  name: "Stair",
  startFrame: 24,
  durationFrames: 48,
  sourceFrame: 0,
  transitionKind: "CUT",
  transitionFrames: 0,
  scene: "Lighthouse",
  file: "stair.mp4",
};
const HEARD: SoundState = {
  name: "Waves",
  startFrame: 24,
  durationFrames: 48,
  sourceFrame: 0,
  gainDb: 0,
  fadeInFrames: 0,
  fadeOutFrames: 12,
  muted: false,
  file: "waves.wav",
};

function change(kind: ChangeKind, after: Partial<ClipState> = {}): Change {
  return {
    id: `${kind} ${JSON.stringify(after)}`,
    kind,
    words: "",
    clipId: kind === "NEW" ? null : "clip",
    before: kind === "NEW" ? null : STATE,
    after: kind === "GONE" ? null : { ...STATE, ...after },
  };
}

function soundChange(kind: SoundChangeKind, after: Partial<SoundState> = {}): SoundChange {
  return {
    id: `sound ${kind}`,
    kind,
    trackId: kind === "NEW" ? null : "track",
    before: kind === "NEW" ? null : HEARD,
    after: kind === "GONE" ? null : { ...HEARD, ...after },
  };
}

function comparison(changes: Change[], soundChanges: SoundChange[] = []) {
  const rest = { format: null, unchangedSoundCount: 0, warnings: [], userErrors: [] };
  return { changes, soundChanges, unchangedCount: 1036, ...rest };
}

test("changes stand in groups, in one order, and are summed up", () => {
  const found = comparison(
    [change("GONE"), change("MOVED"), change("NEW"), change("MOVED", { startFrame: 1 })],
    [soundChange("GAIN"), soundChange("MOVED")],
  );
  expect(groupsOf(found, FILM, RATE).map(({ title, rows }) => [title, rows.length])).toEqual([
    ["Moved", 2],
    ["New", 1],
    ["Gone", 1],
    ["Sound moved", 1],
    ["Loudness", 1],
  ]);
  expect(summaryOf(found)).toBe("2 moved, 1 new, 1 gone, 2 changes of sound, 1,036 as they are");
});

test("nothing is deleted unless it is asked for", () => {
  const [moved, gone] = [change("MOVED"), change("GONE")];
  const [louder, silent] = [soundChange("GAIN"), soundChange("GONE")];
  expect(chosenAtFirst(comparison([moved, gone], [louder, silent]))).toEqual(
    new Set([moved.id, louder.id]),
  );
});

test("each kind tells what is otherwise", () => {
  const sides = (kind: ChangeKind, after: Partial<ClipState>) =>
    groupsOf(comparison([change(kind, after)]), FILM, RATE).flatMap(({ rows }) =>
      rows.flatMap((row) => [row.before, row.after]),
    );
  expect(sides("MOVED", { startFrame: 49 })).toEqual(["00:00:01:00", "00:00:02:01"]);
  expect(sides("TRIMMED", { durationFrames: 1, sourceFrame: 6 })).toEqual([
    "48 frames",
    "1 frame from 6",
  ]);
  expect(sides("TAKE", { file: "" })).toEqual(["stair.mp4", "Nothing"]);
  expect(sides("TRANSITION", { transitionKind: "DISSOLVE", transitionFrames: 12 })).toEqual([
    "Cut",
    "Dissolve, 12 frames",
  ]);
  expect(sides("NEW", {})).toEqual([null, "00:00:01:00, 48 frames"]);
  expect(sides("GONE", {})).toEqual(["00:00:01:00, 48 frames", null]);
});

test("each kind of sound does so too", () => {
  const sides = (kind: SoundChangeKind, after: Partial<SoundState>) =>
    groupsOf(comparison([], [soundChange(kind, after)]), FILM, RATE).flatMap(({ rows }) =>
      rows.flatMap((row) => [row.before, row.after]),
    );
  expect(sides("MOVED", { startFrame: 49 })).toEqual(["00:00:01:00", "00:00:02:01"]);
  expect(sides("GAIN", { gainDb: -3 })).toEqual(["0 dB", "−3 dB"]);
  expect(sides("GAIN", { gainDb: 1.5 })).toEqual(["0 dB", "+1.5 dB"]);
  expect(sides("FADES", { fadeInFrames: 24 })).toEqual(["0 in, 12 out", "24 in, 12 out"]);
  expect(sides("MUTED", { muted: true })).toEqual(["Heard", "Muted"]);
  expect(sides("GONE", {})).toEqual(["00:00:01:00, 48 frames", null]);
});
