import { Button } from "@/ui/button";

type HeadingProps = { title: string; act: { label: string; run: () => void } | null };

export function Heading({ title, act }: HeadingProps) {
  return (
    <header className="flex h-9 shrink-0 items-center justify-between pl-4 pr-2">
      <h3 className="text-xs font-semibold text-faint tabular-nums">{title}</h3>
      {act ? (
        <Button size="sm" look="quiet" onClick={act.run}>
          {act.label}
        </Button>
      ) : null}
    </header>
  );
}
