/** Timelines and bundles on their way to become projects. */
import { useSyncExternalStore } from "react";
import { notices } from "@/actions/notices";
import { SILENT, send } from "@/graphql/bringing";
import { plural } from "@/ui/words";

/** `progress` 0 to 1: of its sending. */
export type Coming = { name: string; progress: number };

/** What is not as it was, in words. */
export type Brought = { projectId: string; name: string; remarks: readonly string[] };

let coming: Coming | null = null;
const listeners = new Set<() => void>();

function tell(next: Coming | null): void {
  coming = next;
  for (const listener of listeners) listener();
}

export function useComing(): Coming | null {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => coming,
  );
}

/** What the studio answered of the project that it made; null where it says something else. */
export function broughtOf(name: string, body: string): Brought | null {
  try {
    const said: unknown = JSON.parse(body);
    if (typeof said !== "object" || said === null || !("projectId" in said)) return null;
    const missing = "missing" in said && Array.isArray(said.missing) ? said.missing.length : 0;
    const warnings = "warnings" in said && Array.isArray(said.warnings) ? said.warnings : [];
    const remarks = warnings.map(String);
    if (missing > 0)
      remarks.unshift(
        `${plural(missing, "file")} of it ${missing === 1 ? "is" : "are"} not in this studio. The shots are here without.`,
      );
    return { projectId: String(said.projectId), name, remarks };
  } catch {
    return null;
  }
}

/** Sends the file; the words of what is wrong, or the project. */
async function put(file: File): Promise<Brought | string> {
  const { name } = file;
  const sent = await send("/imports", file, (progress) => tell({ name, progress }));
  return "wrong" in sent ? sent.wrong : (broughtOf(name, sent.body) ?? SILENT);
}

/** Makes a project of a file, one at a time; what was refused is told, and can be tried again. */
export async function bringTimeline(file: File, onCame: (brought: Brought) => void): Promise<void> {
  const about = `timeline ${file.name}`;
  if (coming) {
    notices.warn(
      `${file.name} waits: another is being read. Drop it again then.`,
      undefined,
      about,
    );
    return;
  }
  tell({ name: file.name, progress: 0 });
  const came = await put(file);
  tell(null);
  if (typeof came !== "string") {
    onCame(came);
    return;
  }
  const again = { label: "Try again", run: () => void bringTimeline(file, onCame) };
  notices.warn(`${file.name}: ${came}`, again, about);
}
