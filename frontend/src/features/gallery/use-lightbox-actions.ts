import { useState } from "react";
import { history } from "@/actions/history";
import { type Action, registry, useActions } from "@/actions/registry";
import type { Wanted } from "@/graphql/price-tag";
import { PICKS, type Side } from "./compare";
import { act } from "./take-action";
import { FIT, type View, zoomed } from "./zoom";

type Acts = {
  step: (way: 1 | -1) => void;
  /** Whether there is a take to that side. */
  ends: (way: 1 | -1) => boolean;
  toShot: (way: 1 | -1) => void;
  pick: () => void;
  pickSide: (side: Side) => void;
  /** What picking is called; null if there is nothing to pick. */
  picking: string | null;
  compare: () => void;
  /** There is nothing to compare with. */
  alone: boolean;
  /** Two takes are compared. */
  comparing: boolean;
  /** Between the two ways of comparing. */
  turn: () => void;
  explain: () => void;
  remove: () => void;
  /** The same once more. */
  repeat: () => void;
  /** What that renders. */
  repeated: () => Wanted | null;
  share: () => void;
  close: () => void;
  view: View;
  setView: (view: View) => void;
};

/** The one list of what can be done with takes in the lightbox. */
export function useLightboxActions(acts: Acts): void {
  const [help] = useState(() => registry.find("help"));
  useActions(
    [...leafing(acts), ...choosing(acts), ...looking(acts), ...always(acts, () => help?.run())],
    { modal: true },
  );
}

function leafing({ step, ends, toShot, comparing }: Acts): Action[] {
  const which = comparing ? " on the right" : "";
  const end = "There is no other take on this side";
  return [
    act("next", `Next take${which}`, "ArrowRight", () => step(1), ends(1) ? end : null),
    act("previous", `Previous take${which}`, "ArrowLeft", () => step(-1), ends(-1) ? end : null),
    act("shot+", "Next shot", "ArrowDown", () => toShot(1)),
    act("shot-", "Previous shot", "ArrowUp", () => toShot(-1)),
  ];
}

function choosing(acts: Acts): Action[] {
  const { picking, comparing } = acts;
  const alone = acts.alone ? "There is one take only" : null;
  const compare = comparing ? "Back to one take" : "Compare two takes";
  return [
    ...(comparing
      ? [
          act("left", "Pick the left take", PICKS.left, () => acts.pickSide("left")),
          act("right", "Pick the right take", PICKS.right, () => acts.pickSide("right")),
          act("mode", "Side by side or wipe", "m", acts.turn),
        ]
      : [
          act(
            "pick",
            picking ?? "Pick this take",
            "p",
            acts.pick,
            picking ? null : "It is picked already",
          ),
          Object.assign(act("again", "Render again with the same recipe", "r", acts.repeat), {
            price: acts.repeated,
          }),
          act("share", "Copy a link to this take", "l", acts.share),
          act("delete", "Delete this take", "Delete", acts.remove),
        ]),
    act("compare", compare, "c", acts.compare, alone),
  ];
}

function looking({ explain, view, setView }: Acts): Action[] {
  return [
    act("facts", "How it was made", "i", explain),
    act("closer", "Look closer", "+", () => setView(zoomed(view, 1.5))),
    act("farther", "Look from farther", "-", () => setView(zoomed(view, 1 / 1.5))),
    act("fit", "The whole picture", "0", () => setView(FIT)),
  ];
}

/** What works on the page works here too, where its keys rest. */
function always({ close }: Acts, help: () => void): Action[] {
  return [
    act("close", "Close", "Escape", close),
    { ...act("help", "Keyboard shortcuts", "?", help), id: "help", group: "Help" },
    { ...act("undo", "Undo", "$mod+z", () => void history.undo()), id: "undo" },
    { ...act("redo", "Redo", "$mod+Shift+z", () => void history.redo()), id: "redo" },
  ];
}
