import { Command } from "cmdk";
import { Popover } from "radix-ui";
import { type ReactNode, useState } from "react";
import { Menu } from "@/ui/menu";

type SceneMenuProps = {
  label: string;
  scenes: readonly { id: string; name: string }[];
  onChoose: (sceneId: string) => void;
  /** The button it opens under. */
  children: ReactNode;
};

/** More than these are looked for by name. */
const FEW = 12;

/** One of the scenes. */
export function SceneMenu({ label, scenes, onChoose, children }: SceneMenuProps) {
  if (scenes.length > FEW) {
    return (
      <Finder label={label} scenes={scenes} onChoose={onChoose}>
        {children}
      </Finder>
    );
  }
  const items = scenes.map(({ id, name }) => ({ id, label: name, onSelect: () => onChoose(id) }));
  return (
    <Menu label={label} items={items}>
      {children}
    </Menu>
  );
}

/** By any part of the number and the name, in their order. */
function byName(_id: string, text: string, [number = "", name = ""]: string[] = []): number {
  return `${number} ${name}`.toLocaleLowerCase().includes(text.trim().toLocaleLowerCase()) ? 1 : 0;
}

function Finder({ label, scenes, onChoose, children }: SceneMenuProps) {
  const [open, setOpen] = useState(false);
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger asChild>{children}</Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          aria-label={label}
          sideOffset={4}
          collisionPadding={8}
          className="z-50 w-72 animate-enter overflow-hidden rounded-lg bg-raised text-sm text-ink shadow-float"
        >
          <Command label={label} loop filter={byName}>
            <Command.Input
              placeholder="Find a scene"
              className="h-9 w-full border-b border-line bg-transparent px-3 outline-none"
            />
            <Command.List className="max-h-80 overflow-y-auto p-1">
              <Command.Empty className="px-2 py-4 text-center text-soft">
                No scene of that name.
              </Command.Empty>
              {scenes.map(({ id, name }, at) => (
                <Command.Item
                  key={id}
                  value={id}
                  keywords={[String(at + 1), name]}
                  onSelect={() => {
                    setOpen(false);
                    onChoose(id);
                  }}
                  className="flex min-h-8 cursor-default items-baseline gap-2 rounded-md px-2 py-1.5 data-[selected=true]:bg-hover"
                >
                  <span className="w-6 shrink-0 text-right text-xs text-soft tabular-nums">
                    {at + 1}
                  </span>
                  <span className="line-clamp-2">{name}</span>
                </Command.Item>
              ))}
            </Command.List>
          </Command>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
