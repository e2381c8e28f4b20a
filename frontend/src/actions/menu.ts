import { priced } from "@/graphql/price-beside";
import type { MenuItem } from "@/ui/menu";
import { run, useActions, useRegistered, wantedOf } from "./registry";

type Doing = { id: string; label: string; keys?: string; run: () => void };

/** What can be done with one thing, said with its name, as its menu as well. */
export function useMenuActions(of: string, name: string, doings: readonly Doing[]): MenuItem[] {
  useActions(
    doings.map((doing) => ({
      ...doing,
      id: `${of}.${doing.id}`,
      label: `${doing.label}: “${name}”`,
      group: "Edit",
    })),
  );
  return doings.map(({ run, ...doing }) => ({
    ...doing,
    danger: doing.id === "delete",
    onSelect: run,
  }));
}

type Look = { danger?: ReadonlySet<string>; checked?: ReadonlySet<string> };

/** Entries of the action list, as a menu; "|" is a line. */
export function useActionMenu(ids: readonly string[], { danger, checked }: Look = {}): MenuItem[] {
  const actions = useRegistered();
  return ids.flatMap((id, at): MenuItem[] => {
    if (id === "|") return [{ id: `line ${at}`, separator: true }];
    const action = actions.find((one) => one.id === id);
    if (!action) return [];
    return [
      {
        id,
        label: action.label,
        keys: action.keys,
        ...(action.price && !action.blocked ? { aside: priced(() => wantedOf(action)) } : {}),
        danger: danger?.has(id) ?? false,
        checked: checked?.has(id) ?? false,
        disabled: Boolean(action.blocked),
        // After the menu has given the focus back, which the act may want for itself.
        onSelect: () => setTimeout(() => run(action)),
      },
    ];
  });
}
