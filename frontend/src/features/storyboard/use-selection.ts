import { useMemo, useState } from "react";
import { keep, NONE, only, type Selection } from "./selection";

export type Wanted = { id: string; turn: number };

/** The chosen shots, of those that are shown. `inspectedId` is chosen to begin with. */
export function useSelection(shown: readonly string[], inspectedId: string | null) {
  const [raw, select] = useState<Selection>(() => (inspectedId ? only(inspectedId) : NONE));
  const [known, setKnown] = useState(inspectedId);
  const [wanted, setWanted] = useState<Wanted | null>(null);
  if (inspectedId !== known) {
    setKnown(inspectedId);
    if (inspectedId && !raw.ids.has(inspectedId)) select(only(inspectedId));
  }
  const there = useMemo(() => new Set(shown), [shown]);
  const selection = useMemo(() => keep(raw, there), [raw, there]);
  /** Gives a shot the focus, as soon as it stands. */
  const want = (id: string) => setWanted((now) => ({ id, turn: (now?.turn ?? 0) + 1 }));
  return { selection, select, wanted, want };
}
