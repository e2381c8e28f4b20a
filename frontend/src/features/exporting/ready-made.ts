/** Presets that come with the studio: plain data. */
import type { Choices } from "./wish";

export type ReadyMade = { id: string; name: string; choices: Partial<Choices> };

export const READY_MADE: readonly ReadyMade[] = [
  {
    id: "resolve",
    name: "DaVinci Resolve",
    choices: { format: "FCPXML", fcpxmlVersion: "1.10", takes: "ALL" },
  },
  {
    id: "final-cut",
    name: "Final Cut Pro",
    choices: { format: "FCPXML", fcpxmlVersion: "1.11", takes: "ALL", beats: true },
  },
  { id: "premiere", name: "Premiere Pro", choices: { format: "FCP7_XML", beats: true } },
  { id: "avid", name: "Avid Media Composer", choices: { format: "AAF" } },
  {
    id: "client",
    name: "Client animatic, 720p with timecode",
    choices: { format: "ANIMATIC", size: "720", burnTimecode: true, burnNames: true },
  },
  {
    id: "print",
    name: "Storyboard to print",
    choices: { format: "STORYBOARD_PDF", panels: "6", parameters: false },
  },
];
