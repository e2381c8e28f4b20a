import type { Clip } from "@/graphql/entities";

export const SHOT_KINDS: Record<Clip["shotKind"], string> = {
  ESTABLISHING: "Establishing",
  ACTION: "Action",
  DIALOGUE: "Dialogue",
  REACTION: "Reaction",
  INSERT: "Insert",
  TRANSITION: "Transition",
  TITLE: "Title card",
};

/** A moment, short: the time if it was today, else the day as well. */
export function whenOf(iso: string, now = new Date()): string {
  const when = new Date(iso);
  const time = when.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
  if (when.toDateString() === now.toDateString()) return time;
  const day = when.toLocaleDateString([], {
    day: "numeric",
    month: "short",
    ...(when.getFullYear() === now.getFullYear() ? {} : { year: "numeric" }),
  });
  return `${day}, ${time}`;
}
