/** Files of sound on their way to a project. */
import { useSyncExternalStore } from "react";
import { notices } from "@/actions/notices";
import { requestKey } from "@/graphql/act";
import { SILENT, send } from "@/graphql/bringing";

/** `progress` 0 to 1. */
export type Coming = { nth: number; projectId: string; name: string; progress: number };

let coming: readonly Coming[] = [];
let count = 0;
const listeners = new Set<() => void>();

function tell(next: readonly Coming[]): void {
  coming = next;
  for (const listener of listeners) listener();
}

export function useComing(): readonly Coming[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => coming,
  );
}

const LARGEST = 50_000_000;
export const SOUNDS = "audio/*,.wav,.flac,.mp3,.ogg,.opus,.m4a";

/** Why it is not even sent; null if it is. */
export function refused({ name, size, type }: Pick<File, "name" | "size" | "type">): string | null {
  if (size > LARGEST) return `${name} is larger than 50 MB.`;
  if (/^(image|video|text)\//.test(type)) return `${name} is no sound. A track is music or sound.`;
  return null;
}

/** What the studio answered of the track that it made of it. */
export function trackOf(body: string): string | null {
  try {
    const said: unknown = JSON.parse(body);
    return typeof said === "object" && said !== null && "trackId" in said
      ? String(said.trackId)
      : null;
  } catch {
    return null;
  }
}

type Wish = { projectId: string; file: File; startFrame: number };
type Came = { trackId: string } | { wrong: string };

async function put({ projectId, file, startFrame }: Wish, nth: number, key: string): Promise<Came> {
  const name = encodeURIComponent(file.name);
  const address = `/tracks/${projectId}?name=${name}&startFrame=${startFrame}`;
  const share = (progress: number) =>
    tell(coming.map((one) => (one.nth === nth ? { ...one, progress } : one)));
  const sent = await send(address, file, share, key);
  if ("wrong" in sent) return sent;
  const trackId = trackOf(sent.body);
  return trackId ? { trackId } : { wrong: SILENT };
}

/** Brings a file; what was refused is told, and can be tried again: it is laid once. */
export async function bringSound(
  wish: Wish,
  onCame: (trackId: string) => void,
  key = requestKey(),
): Promise<void> {
  const { file, projectId } = wish;
  const wrong = refused(file);
  if (wrong !== null) {
    notices.warn(wrong, undefined, `sound ${file.name}`);
    return;
  }
  count += 1;
  const nth = count;
  tell([...coming, { nth, projectId, name: file.name, progress: 0 }]);
  const came = await put(wish, nth, key);
  tell(coming.filter((one) => one.nth !== nth));
  if ("trackId" in came) {
    onCame(came.trackId);
    return;
  }
  const again = { label: "Try again", run: () => void bringSound(wish, onCame, key) };
  notices.warn(`${file.name}: ${came.wrong}`, again, `sound ${file.name}`);
}
