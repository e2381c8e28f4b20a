import { clsx } from "clsx";
import { ChevronDown } from "lucide-react";
import { type ReactNode, useId } from "react";
import { useOpen } from "./use-open";

type SectionProps = {
  title: string;
  /** Beside the title, such as how many there are. */
  aside?: ReactNode;
  children: ReactNode;
};

/** A part of the panel that folds. */
export function Section({ title, aside, children }: SectionProps) {
  const id = useId();
  const [isOpen, toggle] = useOpen(title);
  return (
    <section aria-labelledby={`${id}-title`} className="border-t border-line">
      <h3 id={`${id}-title`} className="flex">
        <button
          type="button"
          aria-expanded={isOpen}
          aria-controls={id}
          onClick={toggle}
          className="group flex h-10 grow items-center gap-2 px-4 text-left text-xs font-semibold text-ink -outline-offset-2 hover:bg-hover"
        >
          <span className="grow">{title}</span>
          {aside ? <span className="font-normal text-faint tabular-nums">{aside}</span> : null}
          <ChevronDown
            size={14}
            aria-hidden
            className={clsx("text-faint transition-transform", !isOpen && "-rotate-90")}
          />
        </button>
      </h3>
      <div id={id} hidden={!isOpen} className="px-4 pb-4 pt-1">
        {isOpen ? children : null}
      </div>
    </section>
  );
}
