import { useEffect, useMemo, useState } from "react";
import { keep, NONE, only, reach, type Selection, toggle } from "@/editor/selection";
import type { Film, Press } from "./desk";

type Options = {
  film: Film;
  inspectedId: string | null;
  onInspect: (clipId: string | null) => void;
  onChosen?: ((clipIds: readonly string[]) => void) | undefined;
};

/** Wide enough for a shot to be shown beside, without covering what one works on. */
const WIDE = 1152;

/** The chosen shots and the chosen sound; the inspected shot is one of them. */
export function useChoosing({ film, inspectedId, onInspect, onChosen }: Options) {
  const [raw, select] = useState<Selection>(() => (inspectedId ? only(inspectedId) : NONE));
  const [trackId, setTrackId] = useState<string | null>(null);
  const [known, setKnown] = useState(inspectedId);
  if (known !== inspectedId) {
    setKnown(inspectedId);
    if (inspectedId && !raw.ids.has(inspectedId)) {
      select(only(inspectedId));
      setTrackId(null);
    }
  }
  const shown = useMemo(() => film.shots.map(({ clip }) => clip.id), [film]);
  const selection = useMemo(() => keep(raw, new Set(shown)), [raw, shown]);
  useEffect(() => {
    onChosen?.(shown.filter((id) => selection.ids.has(id)));
  }, [selection, shown, onChosen]);

  function inspect(id: string): void {
    if (innerWidth >= WIDE || inspectedId !== null) onInspect(id);
  }
  return {
    selection,
    trackId,
    press(id: string, { range, toggle: one }: Press): void {
      select(range ? reach(selection, id, shown) : one ? toggle(selection, id) : only(id));
      setTrackId(null);
      if (!range && !one) inspect(id);
    },
    /** These and no others. */
    choose(ids: readonly string[]): void {
      const [first = null] = ids;
      select({ ids: new Set(ids), anchor: first, active: first ?? selection.active });
      setTrackId(null);
      if (first && ids.length === 1) inspect(first);
    },
    /** Chooses the shot unless it is among the chosen; the answer is all that go with it. */
    take(id: string): ReadonlySet<string> {
      setTrackId(null);
      if (selection.ids.has(id)) return selection.ids;
      select(only(id));
      inspect(id);
      return new Set([id]);
    },
    hold: (id: string) => {
      if (selection.active !== id) select({ ...selection, active: id });
    },
    chooseTrack: (id: string | null) => {
      setTrackId(id);
      if (id) select({ ...NONE, active: selection.active });
    },
    release: () => {
      select({ ...NONE, active: selection.active });
      setTrackId(null);
      if (inspectedId !== null) onInspect(null);
    },
    all: () => select({ ids: new Set(shown), anchor: shown[0] ?? null, active: selection.active }),
  };
}

export type Choosing = ReturnType<typeof useChoosing>;
