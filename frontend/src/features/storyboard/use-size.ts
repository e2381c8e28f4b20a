import { useState } from "react";
import { SIZES, USUAL_SIZE } from "./layout";

const SIZE = "storycanvas.board.size";
const RAIL = "storycanvas.board.rail";

/** How large the cards are, kept in this browser. */
export function useSize() {
  const [size, setSize] = useState(() => {
    const kept = Number.parseInt(localStorage.getItem(SIZE) ?? "", 10);
    return kept >= 0 && kept < SIZES.length ? kept : USUAL_SIZE;
  });
  function resize(next: number) {
    const fitting = Math.max(0, Math.min(SIZES.length - 1, next));
    setSize(fitting);
    localStorage.setItem(SIZE, String(fitting));
  }
  return [size, resize] as const;
}

/** As the style sheet's `sm`: a window that has no room for the rail beside the board. */
const NARROW = 640;

/** Whether the scene rail is open, kept in this browser; in a narrow window it is not at first. */
export function useRail() {
  const [open, setOpen] = useState(
    () => innerWidth >= NARROW && localStorage.getItem(RAIL) !== "closed",
  );
  function toggle() {
    setOpen(!open);
    localStorage.setItem(RAIL, open ? "closed" : "open");
  }
  return [open, toggle] as const;
}
