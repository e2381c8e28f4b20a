/** Parts of the page that cannot be loaded any more: a new build has taken their place, or the
 * studio was away when they were first wanted. */

import { notices } from "@/actions/notices";
import { onReturn } from "@/graphql/socket";

const KEY = "storycanvas.reloaded";
/** Whoever was reloaded within this time and fails again is shown why instead. */
const ONCE_MS = 60_000;

/** Whether to load the page anew, which is then noted. */
export function mayReload(kept: Pick<Storage, "getItem" | "setItem">, now: number): boolean {
  if (now - Number(kept.getItem(KEY) ?? 0) < ONCE_MS) return false;
  kept.setItem(KEY, String(now));
  return true;
}

/** Whether the studio has another build than the one that runs these scripts. */
export function isAnother(page: string, scripts: readonly string[]): boolean {
  return scripts.some((script) => !page.includes(script));
}

/**
 * Loads the page anew, once, when a part of it is gone with its build. Where the build is the
 * same, the part was wanted while the studio was away: what stands is left to whoever works on it.
 */
export function followBuilds(): void {
  let missed = false;
  addEventListener("vite:preloadError", () => {
    missed = true;
    void look();
  });
  onReturn(() => void (missed && look()));
  async function look() {
    const page = await pageNow();
    if (page === null || !missed) return;
    missed = false;
    if (!isAnother(page, ownScripts())) {
      notices.warn(
        "A part of this page could not be loaded while the studio was away.",
        RELOAD,
        KEY,
      );
    } else if (mayReload(sessionStorage, Date.now())) location.reload();
  }
}

const RELOAD = { label: "Load the page anew", run: () => location.reload() };

function ownScripts(): string[] {
  const found = document.querySelectorAll<HTMLScriptElement>('script[type="module"][src]');
  return [...found].map(({ src }) => new URL(src).pathname);
}

/** Null while the studio is away. */
async function pageNow(): Promise<string | null> {
  try {
    const answer = await fetch("/", { cache: "no-store", headers: { accept: "text/html" } });
    return answer.ok ? await answer.text() : null;
  } catch {
    return null;
  }
}
