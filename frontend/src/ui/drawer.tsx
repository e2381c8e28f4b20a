import { X } from "lucide-react";
import { Dialog as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { IconButton } from "./button";
import { toItself, useFocusBack } from "./use-focus-back";

type DrawerProps = {
  open: boolean;
  onClose: () => void;
  title: string;
  tools?: ReactNode;
  keys?: string;
  children: ReactNode;
};

/** A panel at the right edge that leaves the rest of the page in use. */
export function Drawer({ open, onClose, title, tools, keys, children }: DrawerProps) {
  const focus = useFocusBack(toItself);
  return (
    <Radix.Root open={open} modal={false} onOpenChange={(next) => !next && onClose()}>
      <Radix.Portal>
        <Radix.Content
          aria-describedby={undefined}
          tabIndex={-1}
          {...focus}
          onInteractOutside={(event) => event.preventDefault()}
          className="fixed bottom-0 right-0 top-12 z-30 flex w-96 max-w-full animate-slide flex-col border-l border-line bg-panel shadow-float outline-none"
        >
          <header className="flex h-12 shrink-0 items-center gap-2 border-b border-line pl-4 pr-2">
            <Radix.Title className="grow text-base font-semibold">{title}</Radix.Title>
            {tools}
            <Radix.Close asChild>
              <IconButton label={`Close ${title.toLowerCase()}`} keys={keys}>
                <X size={16} />
              </IconButton>
            </Radix.Close>
          </header>
          <div className="min-h-0 grow overflow-y-auto">{children}</div>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
