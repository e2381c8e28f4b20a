import { expect, test } from "vitest";
import { rateOf } from "@/editor/time";
import { barsOf } from "./bars";
import type { PresetOptions } from "./documents";
import { GROUPS } from "./formats";
import { READY_MADE } from "./ready-made";
import {
  type About,
  applied,
  beginning,
  type Choices,
  canDrop,
  FIRST,
  framesOf,
  optionsOf,
  problemsOf,
  wishOf,
} from "./wish";

const FILM: About = { id: "p", fps: "24", width: 1024, height: 576, chosen: ["c1", "c2"] };

const ALL: Choices = {
  ...FIRST,
  scope: "scenes",
  sceneIds: ["s1", "s2"],
  startTimecode: " 00:59:50:00 ",
  folder: "/Volumes/film",
  longReels: true,
  parameters: false,
  burnTimecode: true,
};

test("only what the format knows is asked for", () => {
  expect(wishOf({ ...ALL, format: "EDL" }, FILM)).toEqual({
    projectId: "p",
    format: "EDL",
    sceneIds: ["s1", "s2"],
    startTimecode: "00:59:50:00",
    longReels: true,
  });
  expect(wishOf({ ...ALL, format: "FCPXML", scope: "chosen" }, FILM)).toEqual({
    projectId: "p",
    format: "FCPXML",
    clipIds: ["c1", "c2"],
    startTimecode: "00:59:50:00",
    folder: "/Volumes/film",
    parameters: false,
  });
  expect(wishOf({ ...ALL, format: "PROJECT_JSON" }, FILM)).toEqual({
    projectId: "p",
    format: "PROJECT_JSON",
  });
  expect(wishOf(FIRST, FILM)).toEqual({ projectId: "p", format: "OTIO" });
});

test("a film has its size, its pictures and its sound", () => {
  const animatic: Choices = { ...ALL, format: "ANIMATIC", size: "720", last: "00:00:02:00" };
  expect(wishOf({ ...animatic, scope: "film" }, FILM)).toEqual({
    projectId: "p",
    format: "ANIMATIC",
    startTimecode: "00:59:50:00",
    ...{ width: 1280, height: 720, quality: "FINAL", loudness: -16, lastFrame: 48 },
    ...{ captions: true, burnTimecode: true, burnNames: false, panAndZoom: true, sound: true },
  });
  expect(wishOf({ ...animatic, sound: false }, FILM)).not.toHaveProperty("loudness");
});

test("media that stay as they are have no size and no handles", () => {
  const bundle: Choices = { ...FIRST, format: "BUNDLE", size: "1080", handles: "12" };
  expect(wishOf(bundle, FILM)).not.toHaveProperty("width");
  const made = wishOf({ ...bundle, codec: "PRORES" }, FILM);
  expect(made).toMatchObject({ width: 1920, height: 1080, handles: 12, codec: "PRORES" });
});

test("what cannot be asked for is told beside its field", () => {
  const wrong: Choices = { ...FIRST, format: "ANIMATIC", size: "own", width: "9", height: "720" };
  expect(Object.keys(problemsOf(wrong, FILM))).toEqual(["width"]);
  expect(problemsOf({ ...wrong, format: "OTIO" }, FILM)).toEqual({});
  const range: Choices = { ...FIRST, format: "MIXDOWN", first: "48", last: "47", loudness: "0" };
  expect(Object.keys(problemsOf(range, FILM))).toEqual(["loudness", "lastFrame"]);
  expect(problemsOf({ ...FIRST, scope: "scenes" }, FILM)).toHaveProperty("sceneIds");
});

test("frames are taken out of whatever is told of a film, and never of the whole project", () => {
  for (const { format, whole } of GROUPS.flatMap(({ offers }) => offers)) {
    const made = wishOf({ ...FIRST, format, first: "24", last: "00:00:02:00" }, FILM);
    if (whole) expect(made).toEqual({ projectId: "p", format });
    else expect(made).toMatchObject({ firstFrame: 24, lastFrame: 48 });
  }
});

test("frames are read from counts and timecode", () => {
  const rate = rateOf("24000/1001");
  const read = ["120", " 00:00:05:00 ", "01:00:00:01", "00:00:00:24", "soon", "-1", ""];
  expect(read.map((text) => framesOf(text, rate))).toEqual([
    ...[120, 120, 86_401],
    ...[null, null, null, null],
  ]);
});

test("a preset gives back what it was saved from, of whatever part of the film", () => {
  for (const { choices } of READY_MADE) {
    const saved = optionsOf({ ...FIRST, ...choices }, FILM);
    const back = applied({ ...ALL, format: "EDL" }, saved as Partial<PresetOptions>, FILM);
    expect(optionsOf(back, FILM)).toEqual(saved);
    expect([back.scope, back.sceneIds]).toEqual([ALL.scope, ALL.sceneIds]);
  }
  const own = applied(FIRST, { format: "ANIMATIC", width: 640, height: 360 }, FILM);
  expect([own.size, applied(own, { width: 500, height: 500 }, FILM).size]).toEqual(["own", "own"]);
  expect(applied(FIRST, { width: 1280, height: 720 }, FILM).size).toBe("720");
});

test("each format is offered once", () => {
  const formats = GROUPS.flatMap(({ offers }) => offers.map(({ format }) => format));
  expect(new Set(formats).size).toBe(formats.length);
  expect(formats).toContain("OTIOD");
  for (const { options, more } of GROUPS.flatMap(({ offers }) => offers)) {
    expect(options.filter((option) => more.includes(option))).toEqual([]);
  }
});

test("numbers are dropped at 29.97 and 59.94 alone", () => {
  const rates = ["24", "24000/1001", "30000/1001", "30", "60000/1001", "60"];
  expect(rates.filter(canDrop)).toEqual(["30000/1001", "60000/1001"]);
});

test("of a long text its beginning is shown", () => {
  expect(beginning("a\r\nb\r\nc", 2)).toBe("a\nb\n…");
  expect(beginning("a\nb", 2)).toBe("a\nb");
});

test("clips lie on their track where they are in time", () => {
  const clips = [
    { startFrame: 0, durationFrames: 50, fileName: "a" },
    { startFrame: 50, durationFrames: 50, fileName: null },
  ];
  expect(barsOf(clips, 100)).toEqual({
    there: "M0.00 2h498.80v6h-498.80z",
    missing: "M500.00 2h498.80v6h-498.80z",
  });
  expect(barsOf(clips, 0)).toEqual({ there: "", missing: "" });
});
