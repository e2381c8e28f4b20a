import { clsx } from "clsx";
import { memo, useEffect, useRef } from "react";
import type { OutlineEntry } from "./passages";

type OutlineProps = {
  entries: readonly OutlineEntry[];
  /** The scene that is being read; -1 above the first. */
  current: number;
  onGo: (line: number) => void;
};

/** The scenes of the script, to go to one. */
export const Outline = memo(function Outline({ entries, current, onGo }: OutlineProps) {
  const here = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (current >= 0) here.current?.scrollIntoView({ block: "nearest" });
  }, [current]);
  return (
    <nav
      aria-label="Scenes of the script"
      className="hidden w-64 shrink-0 overflow-y-auto border-r border-line p-2 lg:block"
    >
      <ol className="flex flex-col gap-px">
        {entries.map(({ id, name, line }, at) => (
          <li key={id}>
            <button
              ref={at === current ? here : null}
              type="button"
              aria-current={at === current ? "location" : undefined}
              onClick={() => onGo(line)}
              className={clsx(
                "flex w-full gap-2 rounded-md px-2 py-1.5 text-left text-xs hover:bg-hover",
                at === current ? "bg-raised text-ink" : "text-soft",
              )}
            >
              <span className="w-6 shrink-0 text-right tabular-nums text-faint">{at + 1}</span>
              <span className="line-clamp-2 min-w-0 wrap-anywhere">{name}</span>
            </button>
          </li>
        ))}
      </ol>
    </nav>
  );
});
