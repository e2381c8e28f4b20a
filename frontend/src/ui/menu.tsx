import { Check } from "lucide-react";
import { ContextMenu, DropdownMenu } from "radix-ui";
import { type ReactNode, useId } from "react";
import { Keys } from "./keys";

export type MenuItem =
  | {
      id: string;
      label: string;
      icon?: ReactNode;
      keys?: string | undefined;
      /** What is to be known of it before it is chosen, as its price. */
      aside?: ReactNode;
      danger?: boolean;
      checked?: boolean;
      disabled?: boolean;
      onSelect: () => void;
    }
  | { id: string; separator: true };

type MenuProps = {
  items: MenuItem[];
  children: ReactNode;
  label?: string;
  /** The id of what has the focus once it is closed; the button if missing. */
  leadsTo?: string;
};

const PANEL = "z-50 min-w-48 animate-enter rounded-lg bg-raised p-1 text-sm text-ink shadow-float";
const ROW =
  "flex h-8 cursor-default items-center gap-2 rounded-md px-2 outline-none data-[highlighted]:bg-hover data-[disabled]:opacity-45";

/** A menu under a button: `children` is that button. */
export function Menu({ items, children, label, leadsTo }: MenuProps) {
  function lead(event: Event) {
    const there = leadsTo ? document.getElementById(leadsTo) : null;
    if (!there) return;
    event.preventDefault();
    there.focus();
  }
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>{children}</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align="end"
          sideOffset={4}
          collisionPadding={8}
          className={PANEL}
          onCloseAutoFocus={lead}
          {...(label ? { "aria-label": label } : {})}
        >
          {items.map((item) => (
            <Row key={item.id} item={item} of={DropdownMenu} />
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

/** The same menu where the secondary button was pressed on `children`. */
export function MenuOn({ items, children }: MenuProps) {
  return (
    <ContextMenu.Root modal={false}>
      <ContextMenu.Trigger asChild>{children}</ContextMenu.Trigger>
      <ContextMenu.Portal>
        <ContextMenu.Content collisionPadding={8} className={PANEL}>
          {items.map((item) => (
            <Row key={item.id} item={item} of={ContextMenu} />
          ))}
        </ContextMenu.Content>
      </ContextMenu.Portal>
    </ContextMenu.Root>
  );
}

function Row({ item, of }: { item: MenuItem; of: typeof DropdownMenu | typeof ContextMenu }) {
  const aside = useId();
  if ("separator" in item) return <of.Separator className="my-1 h-px bg-line" />;
  return (
    <of.Item
      className={`${ROW} ${item.danger ? "text-bad" : ""}`}
      aria-describedby={item.aside ? aside : undefined}
      disabled={item.disabled ?? false}
      onSelect={item.onSelect}
    >
      <span className="grid size-4 place-items-center text-soft">
        {item.checked ? <Check size={14} aria-label="chosen" /> : item.icon}
      </span>
      <span className="grow pr-4">{item.label}</span>
      {item.aside ? (
        <span id={aside} aria-hidden>
          {item.aside}
        </span>
      ) : null}
      {item.keys ? <Keys keys={item.keys} /> : null}
    </of.Item>
  );
}
