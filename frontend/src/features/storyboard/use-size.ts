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

/** Whether the scene rail is open, kept in this browser. */
export function useRail() {
  const [open, setOpen] = useState(() => localStorage.getItem(RAIL) !== "closed");
  function toggle() {
    setOpen(!open);
    localStorage.setItem(RAIL, open ? "closed" : "open");
  }
  return [open, toggle] as const;
}
