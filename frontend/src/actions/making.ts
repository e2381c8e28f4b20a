/** Acts that make something, as commands that can be undone. */
import type { Problem } from "@/graphql/act";
import { history } from "./history";

type Done = { ok: true } | { ok: false; problems: readonly Problem[] };

/** What was made, or why it could not be. */
export type Made<Thing> = { ok: true; made: Thing } | Extract<Done, { ok: false }>;

type Making<Thing> = {
  label: string;
  make: () => Promise<Made<Thing>>;
  remove: (made: Thing) => Promise<Done>;
  restore: (made: Thing) => Promise<Done>;
  /** After the first time. */
  onMade: (made: Thing) => void;
};

/** A command that makes something once; done again, it brings that same thing back. */
export function making<Thing>({ label, make, remove, restore, onMade }: Making<Thing>): void {
  let kept: { made: Thing } | null = null;
  void history.do({
    label,
    run: async () => {
      if (kept) return restore(kept.made);
      const outcome = await make();
      if (!outcome.ok) return outcome;
      kept = outcome;
      onMade(outcome.made);
      return { ok: true };
    },
    undo: async () => (kept ? remove(kept.made) : { ok: true }),
  });
}

/** For an answer without what was asked for, which the studio does not give. */
export const NOTHING: Extract<Done, { ok: false }> = {
  ok: false,
  problems: [{ code: "INTERNAL", field: null, message: "The studio did not say what it made." }],
};
