/** What each line of a script looks like on its page. Only for the eye: what is a scene or a shot,
 * the studio says. */
import type { Format } from "./documents";

export type Kind =
  | "title"
  | "heading"
  | "action"
  | "character"
  | "parenthetical"
  | "dialogue"
  | "lyric"
  | "transition"
  | "centered"
  | "section"
  | "synopsis"
  | "note"
  | "break";

/** Lines that are set alike; the first of them is `line`, from 1. */
export type Block = { kind: Kind; line: number; lines: string[] };

const HEADING = /^(?:INT\.?\s?\/\s?EXT|EXT\.?\s?\/\s?INT|INT|EXT|EST|I\/E|E\/I)(?:\.|\s)\s*\S/i;
const FADE =
  /^(?:(?:SLOW |FAST )?FADE (?:IN|OUT|UP|TO [A-Z]+)|(?:SMASH |HARD |JUMP |MATCH )?CUT TO [A-Z]+|(?:SMASH|HARD|JUMP|MATCH) CUT|IRIS (?:IN|OUT)|DISSOLVE|BACK TO SCENE)[.:]?$/;
const TITLE_KEY =
  /^(?:title|credit|authors?|source|notes|draft(?: date)?|date|contact(?: info)?|copyright|revision|written by|episode|series):/i;
const CHAPTER = /^(?:#+\s*\S|(?:chapter|part|book|act|scene)\b.{0,60}$)/i;

function isBlank(line: string | undefined): boolean {
  return line === undefined || line.trim() === "";
}

function isCapitals(text: string): boolean {
  return /\p{Lu}/u.test(text) && text === text.toUpperCase();
}

/** A run of lines from `from` for as long as `goes` says; at least one. */
function run(lines: readonly string[], from: number, goes: (line: string) => boolean): string[] {
  let to = from + 1;
  while (to < lines.length && goes(lines[to] ?? "")) to += 1;
  return lines.slice(from, to);
}

export function typeset(text: string, format: Format): Block[] {
  const lines = text.split("\n");
  const read = format === "PROSE" ? proseAt : blocksAt;
  const blocks: Block[] = [];
  for (let at = 0; at < lines.length; ) {
    if (isBlank(lines[at])) {
      at += 1;
      continue;
    }
    const found = blocks.length === 0 && format === "FOUNTAIN" ? titleAt(lines, at) : null;
    const next = found ?? read(lines, at);
    blocks.push(...next);
    at += next.reduce((sum, block) => sum + block.lines.length, 0);
  }
  return blocks;
}

function titleAt(lines: readonly string[], at: number): Block[] | null {
  if (!TITLE_KEY.test(lines[at] ?? "")) return null;
  return [{ kind: "title", line: at + 1, lines: run(lines, at, (line) => !isBlank(line)) }];
}

function proseAt(lines: readonly string[], at: number): Block[] {
  const kind = CHAPTER.test(lines[at] ?? "") && isBlank(lines[at + 1]) ? "section" : "action";
  return [{ kind, line: at + 1, lines: run(lines, at, (line) => !isBlank(line)) }];
}

function blocksAt(lines: readonly string[], at: number): Block[] {
  const text = (lines[at] ?? "").trim();
  if (text.startsWith("/*")) return [until(lines, at, "*/")];
  if (text.startsWith("[[")) return [until(lines, at, "]]")];
  const kind = oneLine(text, isBlank(lines[at + 1]));
  if (kind) return [{ kind, line: at + 1, lines: lines.slice(at, at + 1) }];
  if (!isBlank(lines[at + 1]) && isCue(text)) return speech(lines, at);
  const goes = (line: string) => !isBlank(line) && !/^\s*[#=~>]/.test(line);
  return [{ kind: "action", line: at + 1, lines: run(lines, at, goes) }];
}

function oneLine(text: string, alone: boolean): Kind | null {
  if (/^={3,}$/.test(text)) return "break";
  if (/^#+\s*[^#\s]/.test(text)) return "section";
  if (/^=\s*\S/.test(text)) return "synopsis";
  if (/^~\s*\S/.test(text)) return "lyric";
  if (/^>.*<$/.test(text)) return "centered";
  if (/^>\s*\S/.test(text)) return "transition";
  if (/^\.[\p{L}\p{N}]/u.test(text)) return "heading";
  const words = text.replace(/[*_]/g, "");
  if (HEADING.test(words) && (alone || isCapitals(words))) return "heading";
  if (alone && ((words.endsWith("TO:") && isCapitals(words)) || FADE.test(words))) {
    return "transition";
  }
  return null;
}

function isCue(text: string): boolean {
  if (text.startsWith("@")) return text.length > 1;
  return !text.startsWith("!") && isCapitals(text.replace(/\([^()]*\)?/g, ""));
}

function speech(lines: readonly string[], at: number): Block[] {
  const spoken = run(lines, at, (line) => line !== "" && !/^\s*[!>]/.test(line));
  const blocks: Block[] = [];
  spoken.forEach((line, index) => {
    const kind = index === 0 ? "character" : spokenKind(line.trim());
    const last = blocks.at(-1);
    if (last?.kind === "dialogue" && kind === "dialogue") last.lines.push(line);
    else blocks.push({ kind, line: at + index + 1, lines: [line] });
  });
  return blocks;
}

function spokenKind(text: string): Kind {
  if (/^\(.+\)$/.test(text)) return "parenthetical";
  return /^~\s*\S/.test(text) ? "lyric" : "dialogue";
}

/** A comment to its end; as far as its paragraph where that is missing. */
function until(lines: readonly string[], at: number, end: string): Block {
  const closing = lines.findIndex((line, index) => index >= at && line.includes(end));
  const taken =
    closing < 0 ? run(lines, at, (line) => !isBlank(line)) : lines.slice(at, closing + 1);
  return { kind: "note", line: at + 1, lines: taken };
}

/** A line without the signs that force what it is. */
export function bare(kind: Kind, line: string): string {
  const text = line.trim();
  if (kind === "heading") return text.replace(/^\./, "").replace(/\s*#[\w.-]+#$/, "");
  if (kind === "character") return text.replace(/^@/, "").replace(/\s*\^$/, "");
  if (kind === "section") return text.replace(/^#+\s*/, "");
  if (kind === "synopsis") return text.replace(/^=\s*/, "");
  if (kind === "lyric") return text.replace(/^~\s*/, "");
  if (kind === "centered") return text.replace(/^>\s*|\s*<$/g, "");
  if (kind === "note") return text.replace(/^(?:\/\*|\[\[)\s*|\s*(?:\*\/|\]\])$/g, "");
  if (kind === "transition") return text.replace(/^>\s*/, "");
  if (kind === "action") return line.trimEnd().replace(/^!/, "");
  return text;
}

export type Run = { text: string; bold?: true; italic?: true; underline?: true; note?: true };

const EMPHASIS = /\[\[(.+?)\]\]|(\*{1,3})(?=\S)(.+?)(?<=\S)\2(?!\*)|_(?=\S)(.+?)(?<=\S)_/;

/** A line as runs of plain, bold, italic and underlined text. */
export function runsOf(text: string, style: Omit<Run, "text"> = {}): Run[] {
  const found = EMPHASIS.exec(text);
  if (!found) return text ? [{ text, ...style }] : [];
  const [whole, note, sign, starred, underlined] = found;
  const within: Omit<Run, "text"> = { ...style };
  if (note) within.note = true;
  if (underlined) within.underline = true;
  if (sign === "*" || sign === "***") within.italic = true;
  if (sign === "**" || sign === "***") within.bold = true;
  const before = text.slice(0, found.index);
  return [
    ...(before ? [{ text: before, ...style }] : []),
    ...runsOf(note ?? starred ?? underlined ?? "", within),
    ...runsOf(text.slice(found.index + whole.length), style),
  ];
}
