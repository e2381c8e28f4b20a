/** Parts of the page that are loaded only when somebody comes to them. */

import { onReturn } from "@/graphql/socket";

const AFTER_MS = 10_000;

/** Where the files are of all that this build has. */
export function partsOf(meta: string | undefined): string[] {
  return (meta ?? "").split(" ").filter(Boolean);
}

/**
 * Has the browser keep each part, one after the other; answers those that could not be had. A
 * browser that once failed to load a module never asks for it again, so what is first opened while
 * the studio is away would be missing until the page is loaded anew.
 */
export async function keepParts(parts: readonly string[], get: typeof fetch): Promise<string[]> {
  for (const [done, part] of parts.entries()) {
    try {
      await (await get(part, { priority: "low" })).arrayBuffer();
    } catch {
      return parts.slice(done);
    }
  }
  return [];
}

/** Does so once the page stands, and goes on where it was when the studio is back. */
export function fetchAhead(): void {
  let left = partsOf(document.querySelector<HTMLMetaElement>('meta[name="parts"]')?.content);
  let busy = false;
  const go = async () => {
    if (busy) return;
    busy = true;
    left = await keepParts(left, fetch);
    busy = false;
  };
  setTimeout(() => void go(), AFTER_MS);
  onReturn(() => void go());
}
