/** One step to undo over many shots, of which some may fail. */
import type { Command } from "@/actions/history";
import { notices } from "@/actions/notices";
import type { Problem } from "@/graphql/act";
import { plural } from "@/ui/words";
import type { Edit, Send } from "./edits";

type Changing = {
  label: string;
  quiet: boolean;
  send: Send;
  forth: readonly Edit[];
  back: readonly Edit[];
};

type Done = { ok: true } | { ok: false; problems: readonly Problem[] };

/**
 * If only some can be done the step stands, to be undone as one; it tells how far it came, and
 * "Try again" does the rest as a part of it.
 */
export function changing({ label, quiet, send, forth, back }: Changing): Command {
  let told: number | null = null;
  /** Those whose scene was left half changed. */
  const loose = new Set<string>();

  async function carry(edits: readonly Edit[], all: number, word: string): Promise<Done> {
    if (told !== null) notices.dismiss(told);
    told = null;
    const { changed, rest, problems } = await send(
      edits.map((edit) => (loose.has(edit.id) ? { ...edit, allowOverlap: true } : edit)),
    );
    if (changed === 0 && edits.length === all) return { ok: false, problems };
    for (const { id, allowOverlap } of rest) if (allowOverlap) loose.add(id);
    command.quiet = quiet || rest.length > 0;
    if (rest.length > 0) {
      const far = `${word} ${(all - rest.length).toLocaleString("en")} of ${plural(all, "shot")}.`;
      const why = [...new Set(problems.map(({ message }) => message))].join(" ");
      const again = { label: "Try again", run: () => void carry(rest, all, word) };
      told = notices.warn(`${far} ${why}`, again);
    }
    return { ok: true };
  }
  const command: Command = {
    label,
    quiet,
    run: () => carry(forth, forth.length, "Changed"),
    undo: () => carry(back, back.length, "Took back"),
  };
  return command;
}
