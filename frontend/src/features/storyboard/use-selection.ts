import { useEffect, useEffectEvent, useMemo, useRef, useState } from "react";
import { keep, lead, NONE, only, type Selection } from "@/editor/selection";

export type Wanted = { id: string; turn: number };

/**
 * The chosen shots, of those that are shown. The inspected shot is one of them, whoever chose it:
 * `inspect` tells of our choice, and the address answers later, so that answer is known again.
 */
export function useSelection(
  shown: readonly string[],
  inspectedId: string | null,
  onInspect: (clipId: string | null) => void,
) {
  const [raw, select] = useState<Selection>(() => (inspectedId ? only(inspectedId) : NONE));
  const [wanted, setWanted] = useState<Wanted | null>(null);
  const told = useRef<(string | null)[]>([]);

  useEffect(() => {
    const answer = told.current.indexOf(inspectedId);
    told.current.splice(0, answer + 1);
    if (answer >= 0 || inspectedId === null) return;
    select((now) => (now.ids.has(inspectedId) ? now : only(inspectedId)));
  }, [inspectedId]);

  const there = useMemo(() => new Set(shown), [shown]);
  const selection = useMemo(() => keep(raw, there), [raw, there]);

  const last = () => (told.current.length > 0 ? (told.current.at(-1) ?? null) : inspectedId);
  function inspect(id: string | null): void {
    if (id === last()) return;
    told.current.push(id);
    onInspect(id);
  }
  const some = raw.ids.size > 0;
  const follow = useEffectEvent((now: Selection, hidden: boolean) =>
    inspect(lead(now, last(), hidden)),
  );
  useEffect(() => follow(selection, some), [selection, some]);

  /** Gives a shot the focus, as soon as it stands. */
  const want = (id: string) => setWanted((now) => ({ id, turn: (now?.turn ?? 0) + 1 }));
  return { selection, select, wanted, want, inspect };
}
