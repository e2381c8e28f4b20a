/** What the fields of the dialog say, and what is asked for by it. */
import { type Rate, rateOf } from "@/editor/time";
import type { PresetOptions, Wish } from "./documents";
import { type Format, type Option, offerOf } from "./formats";

export type Scope = "film" | "scenes" | "chosen";
/** Lines of the picture, the project's size where empty, or one's own. */
export type Size = "" | "720" | "1080" | "2160" | "own";

export type Choices = {
  format: Format;
  scope: Scope;
  sceneIds: readonly string[];
  first: string;
  last: string;
  /** The project's where empty. */
  rate: string;
  dropFrame: boolean;
  startTimecode: string;
  folder: string;
  fcpxmlVersion: string;
  longReels: boolean;
  takes: "SELECTED" | "ALL";
  parameters: boolean;
  beats: boolean;
  size: Size;
  width: string;
  height: string;
  codec: "ORIGINAL" | "H264" | "PRORES" | "DNXHR";
  handles: string;
  quality: "PREVIEW" | "FINAL";
  captions: boolean;
  burnTimecode: boolean;
  burnNames: boolean;
  panAndZoom: boolean;
  sound: boolean;
  loudness: string;
  panels: string;
};

export const FIRST: Choices = {
  format: "OTIO",
  scope: "film",
  sceneIds: [],
  first: "",
  last: "",
  rate: "",
  dropFrame: false,
  startTimecode: "",
  folder: "",
  fcpxmlVersion: "",
  longReels: false,
  takes: "SELECTED",
  parameters: true,
  beats: false,
  size: "",
  width: "",
  height: "",
  codec: "ORIGINAL",
  handles: "0",
  quality: "FINAL",
  captions: true,
  burnTimecode: false,
  burnNames: false,
  panAndZoom: true,
  sound: true,
  loudness: "-16",
  panels: "6",
};

/** The film that it is about. */
export type About = {
  id: string;
  fps: string;
  width: number;
  height: number;
  chosen: readonly string[];
};

export type Problems = Partial<Record<string, string>>;

/** Whether drop-frame timecode is defined at this rate. */
export function canDrop(fps: string): boolean {
  const { numerator, denominator } = rateOf(fps);
  return denominator === 1001 && (numerator === 30_000 || numerator === 60_000);
}

/** A picture of so many lines in the film's proportions, even as films want it. */
export function sized(lines: number, { width, height }: Pick<About, "width" | "height">) {
  return { width: Math.round((lines * width) / height / 2) * 2, height: lines };
}

/** Frames from the start, of "120" or "00:00:05:00"; null for anything else. */
export function framesOf(text: string, rate: Rate): number | null {
  const said = text.trim();
  if (/^\d{1,8}$/.test(said)) return Number(said);
  const parts = /^(\d{1,2})[:;](\d{2})[:;](\d{2})[:;](\d{2})$/.exec(said)?.slice(1).map(Number);
  if (!parts) return null;
  const base = Math.round(rate.numerator / rate.denominator);
  const [hours = 0, minutes = 0, seconds = 0, frames = 0] = parts;
  if (minutes > 59 || seconds > 59 || frames >= base) return null;
  return ((hours * 60 + minutes) * 60 + seconds) * base + frames;
}

/** Whether this can be chosen, as the others are. */
export function matters(choices: Choices, option: Option): boolean {
  const { format, codec, sound } = choices;
  const { options, more } = offerOf(format);
  if (!options.includes(option) && !more.includes(option)) return false;
  if (format === "BUNDLE" && (option === "size" || option === "handles"))
    return codec !== "ORIGINAL";
  if (format === "ANIMATIC" && option === "loudness") return sound;
  if (format === "ANIMATIC" && option === "startTimecode") return choices.burnTimecode;
  return true;
}

function within(text: string, least: number, most: number, whole = true): boolean {
  const value = Number(text);
  return (
    text.trim() !== "" && value >= least && value <= most && (!whole || Number.isInteger(value))
  );
}

/** What of it cannot be asked for, by field. */
export function problemsOf(choices: Choices, about: About): Problems {
  const problems: Problems = {};
  const { size, width, height, first, last } = choices;
  if (choices.scope === "scenes" && choices.sceneIds.length === 0) {
    problems.sceneIds = "Choose a scene.";
  }
  if (matters(choices, "size") && size === "own") {
    if (!within(width, 16, 8192)) problems.width = "16 to 8192 pixels.";
    if (!within(height, 16, 8192)) problems.height = "16 to 8192 pixels.";
  }
  if (matters(choices, "handles") && !within(choices.handles, 0, 240)) {
    problems.handles = "0 to 240 frames.";
  }
  if (matters(choices, "loudness") && !within(choices.loudness, -40, -5, false)) {
    problems.loudness = "\u221240 to \u22125 LUFS.";
  }
  if (matters(choices, "range")) {
    const rate = rateOf(choices.rate || about.fps);
    const [from, to] = [framesOf(first, rate), framesOf(last, rate)];
    const words = "Write frames, or timecode such as 00:00:05:00.";
    if (first.trim() && from === null) problems.firstFrame = words;
    if (last.trim() && to === null) problems.lastFrame = words;
    else if (to !== null && to < (from ?? 0)) problems.lastFrame = "It lies before the first.";
  }
  return problems;
}

/** The options that matter, without what part of the film is meant. */
export function optionsOf(choices: Choices, about: About) {
  const has = (option: Option) => matters(choices, option);
  const timecode = has("startTimecode") || has("burnTimecode");
  const start = choices.startTimecode.trim();
  return {
    format: choices.format,
    ...(has("rate") && choices.rate ? { rate: choices.rate } : {}),
    ...(timecode && choices.dropFrame ? { dropFrame: true } : {}),
    ...(has("startTimecode") && start ? { startTimecode: start } : {}),
    ...(has("folder") && choices.folder.trim() ? { folder: choices.folder.trim() } : {}),
    ...(has("fcpxmlVersion") && choices.fcpxmlVersion
      ? { fcpxmlVersion: choices.fcpxmlVersion }
      : {}),
    ...(has("longReels") && choices.longReels ? { longReels: true } : {}),
    ...(has("takes") && choices.takes === "ALL" ? { takes: choices.takes } : {}),
    ...(has("parameters") && !choices.parameters ? { parameters: false } : {}),
    ...(has("beats") && choices.beats ? { beats: true } : {}),
    ...mediaOf(choices, about, has),
    ...animaticOf(choices, has),
    ...(has("loudness") ? { loudness: Number(choices.loudness) } : {}),
    ...(has("panels") ? { panels: Number(choices.panels) } : {}),
  };
}

type Has = (option: Option) => boolean;

function mediaOf(choices: Choices, about: About, has: Has) {
  const { size, width, height } = choices;
  const own = { width: Number(width), height: Number(height) };
  return {
    ...(has("size") && size ? (size === "own" ? own : sized(Number(size), about)) : {}),
    ...(has("codec") ? { codec: choices.codec } : {}),
    ...(has("handles") ? { handles: Number(choices.handles) } : {}),
  };
}

function animaticOf(choices: Choices, has: Has) {
  if (!has("quality")) return {};
  const { quality, captions, burnTimecode, burnNames, panAndZoom, sound } = choices;
  return { quality, captions, burnTimecode, burnNames, panAndZoom, sound };
}

function partOf(choices: Choices, about: About) {
  if (offerOf(choices.format).whole) return {};
  const rate = rateOf(choices.rate || about.fps);
  const range = matters(choices, "range");
  const [first, last] = [framesOf(choices.first, rate), framesOf(choices.last, rate)];
  return {
    ...(choices.scope === "scenes" ? { sceneIds: [...choices.sceneIds] } : {}),
    ...(choices.scope === "chosen" ? { clipIds: [...about.chosen] } : {}),
    ...(range && first !== null ? { firstFrame: first } : {}),
    ...(range && last !== null ? { lastFrame: last } : {}),
  };
}

/** What of it the chosen format knows. */
export function wishOf(choices: Choices, about: About): Omit<Wish, "idempotencyKey"> {
  return { projectId: about.id, ...optionsOf(choices, about), ...partOf(choices, about) };
}

/** The fields as a preset wants them; what part of the film is meant stays. */
export function applied(choices: Choices, options: Partial<PresetOptions>, about: About): Choices {
  const { scope, sceneIds, first, last } = choices;
  const { width, height, handles, loudness, panels, ...rest } = options;
  const said = Object.fromEntries(
    Object.entries(rest).filter(([name, value]) => name in FIRST && value !== null),
  );
  const next = { ...FIRST, ...said, scope, sceneIds, first, last };
  return {
    ...next,
    ...(handles === undefined ? {} : { handles: String(handles) }),
    ...(loudness === undefined ? {} : { loudness: String(loudness) }),
    ...(panels === undefined ? {} : { panels: String(panels) }),
    ...sizeOf(width ?? null, height ?? null, about),
  };
}

const LINES: readonly Size[] = ["720", "1080", "2160"];

function sizeOf(width: number | null, height: number | null, about: About) {
  if (width === null || height === null) return {};
  const size = LINES.find(
    (lines) => lines === String(height) && sized(height, about).width === width,
  );
  return size ? { size } : { size: "own" as const, width: String(width), height: String(height) };
}

/** The beginning of a text, as long as one looks at it. */
export function beginning(text: string, lines: number): string {
  const all = text.replaceAll("\r", "").split("\n");
  return all.length > lines ? `${all.slice(0, lines).join("\n")}\n…` : all.join("\n");
}
