import { isCovered } from "@/actions/keyboard";
import type { Action } from "@/actions/registry";

/** A dialog over the lightbox, such as the list of its keys, has them for itself. */
export function act(
  id: string,
  label: string,
  keys: string,
  run: () => void,
  blocked?: string | null,
) {
  const action: Action = {
    ...{ id: `take.${id}`, label, keys, run },
    group: "Takes",
    whileTyping: true,
  };
  return Object.defineProperty(action, "blocked", {
    enumerable: true,
    get: () => (covered() ? "Close what is over the takes first" : (blocked ?? null)),
  });
}

/** Of the film that is looked at: it stands as long as that does, beneath the others. */
export function filmAct(...args: Parameters<typeof act>): Action {
  return Object.defineProperty(act(...args), "everywhere", { enumerable: true, value: true });
}

export function covered(): boolean {
  return isCovered(":not([data-lightbox])");
}
