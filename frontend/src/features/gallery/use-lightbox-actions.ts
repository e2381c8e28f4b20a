import { history } from "@/actions/history";
import { type Action, useActions } from "@/actions/registry";
import { FIT, type View, zoomed } from "./zoom";

type Acts = {
  step: (way: 1 | -1) => void;
  toShot: (way: 1 | -1) => void;
  pick: () => void;
  compare: () => void;
  /** There is nothing to compare with. */
  alone: boolean;
  /** Between the two ways of comparing. */
  turn: () => void;
  explain: () => void;
  remove: () => void;
  view: View;
  setView: (view: View) => void;
};

/** The one list of what can be done with takes in the lightbox. */
export function useLightboxActions(acts: Acts): void {
  const { step, toShot, view, setView } = acts;
  const act = (id: string, label: string, keys: string, run: () => void): Action => ({
    ...{ id: `take.${id}`, label, keys, run },
    group: "Takes",
    whileTyping: true,
  });
  const comparing = act("compare", "Compare two takes", "c", acts.compare);
  useActions(
    [
      act("next", "Next take", "ArrowRight", () => step(1)),
      act("previous", "Previous take", "ArrowLeft", () => step(-1)),
      act("shot+", "Next shot", "ArrowDown", () => toShot(1)),
      act("shot-", "Previous shot", "ArrowUp", () => toShot(-1)),
      act("pick", "Pick this take", "p", acts.pick),
      { ...comparing, blocked: acts.alone ? "There is one take only" : null },
      act("mode", "Side by side or wipe", "m", acts.turn),
      act("facts", "How it was made", "i", acts.explain),
      act("closer", "Look closer", "+", () => setView(zoomed(view, 1.5))),
      act("farther", "Look from farther", "-", () => setView(zoomed(view, 1 / 1.5))),
      act("fit", "The whole picture", "0", () => setView(FIT)),
      act("delete", "Delete this take", "Delete", acts.remove),
      { ...act("undo", "Undo", "$mod+z", () => void history.undo()), id: "undo" },
      { ...act("redo", "Redo", "$mod+Shift+z", () => void history.redo()), id: "redo" },
    ],
    { modal: true },
  );
}
