import type { ReactNode } from "react";

type PartProps = {
  id: string;
  title: string;
  note?: string;
  tools?: ReactNode;
  children: ReactNode;
};

/** One part of the screen, which addresses can lead to. */
export function Part({ id, title, note, tools, children }: PartProps) {
  return (
    <section id={id} aria-labelledby={`${id}-title`} className="scroll-mt-4">
      <header className="mb-2 flex flex-wrap items-end gap-2">
        <div className="min-w-0 grow">
          <h2 id={`${id}-title`} className="text-base font-semibold">
            {title}
          </h2>
          {note ? <p className="text-xs text-soft">{note}</p> : null}
        </div>
        {tools}
      </header>
      {children}
    </section>
  );
}

/** What stands in a part that has nothing. */
export function None({ children }: { children: ReactNode }) {
  return <p className="rounded-lg bg-panel px-4 py-3 text-sm text-soft">{children}</p>;
}
