/** The look of the page: chosen here, else as the system asks. Kept in this browser. */
import { useSyncExternalStore } from "react";

export const THEMES = ["system", "dark", "light", "contrast"] as const;
export type Theme = (typeof THEMES)[number];

const KEY = "storycanvas.theme";

export function chosenTheme(): Theme {
  const kept = localStorage.getItem(KEY) as Theme | null;
  return kept && THEMES.includes(kept) ? kept : "dark";
}

export const THEME_NAMES: Record<Theme, string> = {
  system: "As the system",
  dark: "Dark",
  light: "Light",
  contrast: "High contrast",
};

const listeners = new Set<() => void>();

export function chooseTheme(theme: Theme): void {
  localStorage.setItem(KEY, theme);
  applyTheme();
  for (const listener of listeners) listener();
}

export function useTheme(): Theme {
  return useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, chosenTheme);
}

/** Sets the theme, and follows the system while that is chosen. */
export function applyTheme(): void {
  const theme = chosenTheme();
  document.documentElement.dataset.theme = theme === "system" ? ofSystem() : theme;
}

function ofSystem(): Exclude<Theme, "system"> {
  if (matchMedia("(prefers-contrast: more)").matches) return "contrast";
  return matchMedia("(prefers-color-scheme: light)").matches ? "light" : "dark";
}

export function followSystem(): void {
  for (const query of ["(prefers-contrast: more)", "(prefers-color-scheme: light)"]) {
    matchMedia(query).addEventListener("change", applyTheme);
  }
}
