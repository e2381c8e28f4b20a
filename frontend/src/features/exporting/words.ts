/** How exports are, in words. */
import type { Export } from "@/graphql/entities";
import type { Tone } from "@/ui/status";
import { plural } from "@/ui/words";
import type { Notice, Report } from "./documents";

type Standing = Pick<Export, "state" | "url">;

export function isOpen({ state }: Pick<Export, "state">): boolean {
  return state === "QUEUED" || state === "RUNNING";
}

export function percent(progress: number): string {
  return `${Math.floor(Math.min(1, Math.max(0, progress)) * 100)}\u00a0%`;
}

export function standingOf({ state, url }: Standing): { tone: Tone; word: string } {
  if (state === "QUEUED") return { tone: "wait", word: "Waiting" };
  if (state === "RUNNING") return { tone: "run", word: "Being made" };
  if (state === "FAILED") return { tone: "bad", word: "Failed" };
  if (state === "CANCELLED") return { tone: "idle", word: "Cancelled" };
  return url === null ? { tone: "idle", word: "Expired" } : { tone: "good", word: "Ready" };
}

/** How much of the film it is, where it is not all. */
export function partWords(options: Export["options"]): string[] {
  const { sceneIds, clipIds, firstFrame, lastFrame } = options;
  const from = `from frame ${firstFrame ?? 0}`;
  return [
    ...(sceneIds ? [plural(sceneIds.length, "scene")] : []),
    ...(clipIds ? [plural(clipIds.length, "shot")] : []),
    ...(firstFrame === null && lastFrame === null
      ? []
      : [lastFrame === null ? from : `${from} to ${lastFrame}`]),
  ];
}

/** All that run as one: how far they are together. */
export function together(exports: readonly Pick<Export, "state" | "progress">[]) {
  const open = exports.filter(isOpen);
  const sum = open.reduce((all, { progress }) => all + progress, 0);
  return { count: open.length, progress: open.length > 0 ? sum / open.length : 0 };
}

/** "2 to mend, 1 to know": what stands in the way, and what is good to know. */
export function noticeWords(notices: readonly Pick<Notice, "severity">[]): string {
  const count = (severity: Notice["severity"]) =>
    notices.filter((one) => one.severity === severity).length;
  const [bad, warn, note] = [count("ERROR"), count("WARNING"), count("NOTE")];
  return [
    bad > 0 ? `${plural(bad, "thing")} to mend` : "",
    warn > 0 ? `${plural(warn, "thing")} to look at` : "",
    note > 0 ? `${plural(note, "thing")} to know` : "",
  ]
    .filter(Boolean)
    .join(", ");
}

/** "12 shots on 2 tracks, 1 track of sound" */
export function filmWords({ tracks, clipCount }: Pick<Report, "tracks" | "clipCount">): string {
  const sound = tracks.filter(({ kind }) => kind === "AUDIO").length;
  const seen = tracks.length - sound;
  const words = `${plural(clipCount, "shot")} on ${plural(seen, "track")}`;
  return sound > 0 ? `${words}, ${plural(sound, "track")} of sound` : words;
}
