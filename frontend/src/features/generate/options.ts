import { useState } from "react";
import { type Options, USUAL } from "./target";

const KEY = "storycanvas.generate";

function kept(): Options {
  try {
    return {
      ...USUAL,
      ...(JSON.parse(localStorage.getItem(KEY) ?? "{}") as Partial<Options>),
      seed: null,
    };
  } catch {
    return USUAL;
  }
}

/** The options as they were chosen last in this browser; a fixed seed is not kept. */
export function useOptions() {
  const [options, setOptions] = useState(kept);
  function change(part: Partial<Options>) {
    const next = { ...options, ...part };
    setOptions(next);
    localStorage.setItem(KEY, JSON.stringify(next));
  }
  return [options, change] as const;
}
