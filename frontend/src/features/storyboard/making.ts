import { history } from "@/actions/history";
import { DONE, type Done } from "./use-order";

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
      return DONE;
    },
    undo: async () => (kept ? remove(kept.made) : DONE),
  });
}

/** For an answer without what was asked for, which the studio does not give. */
export const NOTHING: Extract<Done, { ok: false }> = {
  ok: false,
  problems: [{ code: "INTERNAL", field: null, message: "The studio did not say what it made." }],
};
