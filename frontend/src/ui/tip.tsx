import { Tooltip } from "radix-ui";
import type { ReactNode } from "react";
import { Keys } from "./keys";

type TipProps = {
  label: string;
  keys?: string | undefined;
  /** What is to be told beside what it does. */
  more?: string | undefined;
  side?: "top" | "right" | "bottom" | "left";
  children: ReactNode;
};

/** Says what a control does, with its key. The control carries the label itself as well. */
export function Tip({ label, keys, more, side = "bottom", children }: TipProps) {
  return (
    <Tooltip.Root>
      <Tooltip.Trigger asChild>{children}</Tooltip.Trigger>
      <Tooltip.Portal>
        <Tooltip.Content
          side={side}
          sideOffset={6}
          collisionPadding={8}
          className="z-50 max-w-72 rounded-md bg-raised px-2 py-1 text-xs text-ink shadow-float"
        >
          <span className="flex items-center gap-2">
            {label}
            {keys ? <Keys keys={keys} /> : null}
          </span>
          {more ? <span className="mt-0.5 block text-soft tabular-nums">{more}</span> : null}
        </Tooltip.Content>
      </Tooltip.Portal>
    </Tooltip.Root>
  );
}

export const Tips = Tooltip.Provider;
