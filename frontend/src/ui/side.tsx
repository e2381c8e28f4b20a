import { X } from "lucide-react";
import type { ReactNode } from "react";
import { IconButton } from "./button";

type SideProps = {
  label: string;
  title: ReactNode;
  tools?: ReactNode;
  onClose: () => void;
  children: ReactNode;
};

/** What is known of one thing of a list, beside the list; on a narrow window over it. */
export function Side({ label, title, tools, onClose, children }: SideProps) {
  return (
    <aside
      aria-label={label}
      className="flex h-full w-96 max-w-full shrink-0 flex-col border-l border-line bg-panel max-lg:absolute max-lg:inset-y-0 max-lg:right-0 max-lg:z-20 max-lg:animate-slide max-lg:shadow-float"
    >
      <header className="flex min-h-12 shrink-0 items-center gap-1 border-b border-line py-2 pl-4 pr-2">
        <h2 className="min-w-0 grow text-base font-semibold wrap-anywhere">{title}</h2>
        {tools}
        <IconButton label={`Close ${label.toLowerCase()}`} keys="Escape" onClick={onClose}>
          <X size={16} />
        </IconButton>
      </header>
      <div className="min-h-0 grow overflow-y-auto">{children}</div>
    </aside>
  );
}

type PartProps = { title: string; tools?: ReactNode; children: ReactNode };

/** One part of what stands beside a list. */
export function Part({ title, tools, children }: PartProps) {
  return (
    <section className="border-t border-line px-4 py-3 first:border-t-0">
      <div className="mb-2 flex min-h-6 items-center justify-between gap-2">
        <h3 className="text-xs font-semibold text-faint">{title}</h3>
        {tools}
      </div>
      {children}
    </section>
  );
}

type FactsProps = { facts: readonly (readonly [name: string, value: ReactNode])[] };

/** Names and values; what has no value is left out. */
export function Facts({ facts }: FactsProps) {
  const told = facts.filter(([, value]) => value !== null && value !== undefined && value !== "");
  return (
    <dl className="grid grid-cols-[7rem_1fr] gap-x-3 gap-y-1 text-sm">
      {told.map(([name, value]) => (
        <div key={name} className="contents">
          <dt className="text-faint">{name}</dt>
          <dd className="min-w-0 tabular-nums wrap-anywhere">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
