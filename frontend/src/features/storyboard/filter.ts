/** Which shots the board shows. */
import type { Clip } from "@/graphql/entities";
import { failureOf, renderOf } from "@/graphql/renders";
import { FRAMINGS } from "@/graphql/words";

export const SHOWS = ["all", "new", "empty", "failed", "rendering"] as const;
export type Show = (typeof SHOWS)[number];

export const SHOW_NAMES: Record<Show, string> = {
  all: "All shots",
  new: "New takes",
  empty: "Without picture",
  failed: "Failed",
  rendering: "Rendering",
};

export function showOf(text: string | undefined): Show {
  return SHOWS.find((show) => show === text) ?? "all";
}

type Sought = Pick<
  Clip,
  | "number"
  | "name"
  | "caption"
  | "characters"
  | "framing"
  | "jobs"
  | "selectedTake"
  | "newTakeCount"
>;

function passes(clip: Sought, show: Show): boolean {
  if (show === "new") return clip.newTakeCount > 0;
  if (show === "empty") return clip.selectedTake === null;
  if (show === "failed") return failureOf(clip.jobs) !== null;
  if (show === "rendering") return renderOf(clip.jobs) !== null;
  return true;
}

/** Whether each word of `text` occurs in what the shot's card says. */
export function fits(clip: Sought, text: string, show: Show): boolean {
  if (!passes(clip, show)) return false;
  const words = text.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return true;
  const said = [clip.number, clip.name, clip.caption, ...clip.characters, FRAMINGS[clip.framing]]
    .join("\n")
    .toLocaleLowerCase();
  return words.every((word) => said.includes(word));
}
