/** Files of one's own, put to a shot as takes. */
import { useCallback, useSyncExternalStore } from "react";
import { notices } from "@/actions/notices";
import { plural } from "@/ui/words";

/** Of each shot that a file is on its way to: how far it is, 0 to 1. */
let under: ReadonlyMap<string, number> = new Map();
const listeners = new Set<() => void>();

function tell(clipId: string, progress: number | null): void {
  const next = new Map(under);
  if (progress === null) next.delete(clipId);
  else next.set(clipId, progress);
  under = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** How far the file is that is on its way to this shot; null if there is none. */
export function useBringing(clipId: string): number | null {
  return useSyncExternalStore(subscribe, () => under.get(clipId) ?? null);
}

export const ACCEPTED = "image/*,video/*,audio/*";

export const SILENT = "The studio gave no answer. Try again.";

/** Why it was refused, as the studio says; null if it was taken. */
export function refusalOf(status: number, body: string): string | null {
  if (status === 201) return null;
  try {
    const said: unknown = JSON.parse(body);
    if (typeof said !== "object" || said === null || !("error" in said)) return SILENT;
    const { error } = said;
    if (typeof error !== "object" || error === null || !("message" in error)) return SILENT;
    return String(error.message);
  } catch {
    return SILENT;
  }
}

/** What the studio answered to a file, or the words of what is wrong with it. */
export type Sent = { body: string } | { wrong: string };

/**
 * Sends a file; `onShare` is told how much of it is there, 0 to 1. Sent again with the same `key`,
 * it is not taken twice, where the studio knows keys.
 */
export function send(
  address: string,
  file: File,
  onShare: (share: number) => void,
  key?: string,
): Promise<Sent> {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open("PUT", address);
    if (key !== undefined) request.setRequestHeader("Idempotency-Key", key);
    request.upload.onprogress = ({ loaded, total }) => onShare(total ? loaded / total : 0);
    request.onload = () => {
      const wrong = refusalOf(request.status, request.responseText);
      resolve(wrong === null ? { body: request.responseText } : { wrong });
    };
    request.onerror = () => resolve({ wrong: SILENT });
    request.send(file);
  });
}

/** Puts files to a shot one after the other; what was refused is told, and can be tried again. */
async function bring(clipId: string, files: readonly File[]): Promise<void> {
  let brought = 0;
  for (const file of files) {
    tell(clipId, 0);
    const address = `/uploads/${clipId}?name=${encodeURIComponent(file.name)}`;
    const sent = await send(address, file, (share) => tell(clipId, share));
    if ("body" in sent) brought += 1;
    else
      notices.warn(
        `${file.name}: ${sent.wrong}`,
        { label: "Try again", run: () => void bring(clipId, [file]) },
        `bring ${clipId} ${file.name}`,
      );
  }
  tell(clipId, null);
  if (brought > 0) notices.say(`Added ${plural(brought, "file")} to the takes of the shot.`);
}

export function useBring(clipId: string) {
  return useCallback((files: Iterable<File>) => void bring(clipId, [...files]), [clipId]);
}
