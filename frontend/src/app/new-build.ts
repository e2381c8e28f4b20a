/** Parts of the page that cannot be loaded any more, since a new build has taken their place. */

const KEY = "storycanvas.reloaded";
/** Whoever was reloaded within this time and fails again is shown why instead. */
const ONCE_MS = 60_000;

export function isLost(error: unknown): boolean {
  const words = error instanceof Error ? error.message : "";
  return /dynamically imported module|module script failed|preload css/i.test(words);
}

/** Whether to load the page anew, which is then noted. */
export function mayReload(kept: Pick<Storage, "getItem" | "setItem">, now: number): boolean {
  if (now - Number(kept.getItem(KEY) ?? 0) < ONCE_MS) return false;
  kept.setItem(KEY, String(now));
  return true;
}

/** Loads the page anew, once, when a part of it is gone; not while the studio is away. */
export function followBuilds(): void {
  addEventListener("vite:preloadError", () => {
    void fetch("/", { method: "HEAD", cache: "no-store" }).then(
      ({ ok }) => ok && mayReload(sessionStorage, Date.now()) && location.reload(),
      () => undefined,
    );
  });
}
