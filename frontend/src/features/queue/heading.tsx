import { Ellipsis } from "lucide-react";
import { Button, IconButton } from "@/ui/button";
import { Menu, type MenuItem } from "@/ui/menu";

type HeadingProps = {
  title: string;
  /** The nearest thing to do. */
  act: { label: string; run: () => void } | null;
  menu: { label: string; items: MenuItem[] } | null;
};

export function Heading({ title, act, menu }: HeadingProps) {
  return (
    <header className="flex h-9 shrink-0 items-center gap-1 pl-4 pr-2">
      <h3 className="min-w-0 grow truncate text-xs font-semibold text-faint tabular-nums">
        {title}
      </h3>
      {act ? (
        <Button size="sm" look="quiet" onClick={act.run}>
          {act.label}
        </Button>
      ) : null}
      {menu ? (
        <Menu items={menu.items} label={menu.label}>
          <IconButton small label={menu.label}>
            <Ellipsis size={14} />
          </IconButton>
        </Menu>
      ) : null}
    </header>
  );
}
