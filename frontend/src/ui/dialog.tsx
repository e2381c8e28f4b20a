import { clsx } from "clsx";
import { X } from "lucide-react";
import { Dialog as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { IconButton } from "./button";
import { isEscape } from "./escape";
import { useFocusBack } from "./use-focus-back";

type DialogProps = {
  open: boolean;
  onClose: () => void;
  title: string;
  /** Read out with the title; hidden from sight where `quiet`. */
  description?: ReactNode;
  wide?: boolean;
  footer?: ReactNode;
  children: ReactNode;
};

export function Dialog({ open, onClose, title, description, wide, footer, children }: DialogProps) {
  const focus = useFocusBack(toFirstField);
  return (
    <Radix.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-veil" />
        <Radix.Content
          data-modal
          tabIndex={-1}
          {...focus}
          onKeyDown={(event) => {
            // Radix leaves it where this has only just come over another one.
            if (isEscape(event)) onClose();
          }}
          className={clsx(
            "fixed left-1/2 top-[10vh] z-40 flex max-h-[80vh] w-[calc(100vw-2rem)] -translate-x-1/2 animate-enter flex-col rounded-lg bg-panel shadow-float outline-none",
            wide ? "max-w-4xl" : "max-w-lg",
          )}
          {...(description ? {} : { "aria-describedby": undefined })}
        >
          <header className="flex items-start gap-4 px-5 pb-3 pt-4">
            <div className="min-w-0 grow">
              <Radix.Title className="text-lg font-semibold">{title}</Radix.Title>
              {description ? (
                <Radix.Description className="mt-1 text-sm text-soft">
                  {description}
                </Radix.Description>
              ) : null}
            </div>
            <Radix.Close asChild>
              <IconButton label="Close" keys="Escape">
                <X size={16} />
              </IconButton>
            </Radix.Close>
          </header>
          <div className="min-h-0 grow overflow-y-auto px-5 pb-5">{children}</div>
          {footer ? (
            <footer className="flex items-center justify-end gap-2 border-t border-line px-5 py-3">
              {footer}
            </footer>
          ) : null}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

/** To the first field, else to the dialog itself, so that no button seems pressed. */
function toFirstField(event: Event): void {
  const dialog = event.currentTarget;
  if (!(dialog instanceof HTMLElement)) return;
  const field = dialog.querySelector<HTMLElement>("input:not([type=checkbox]), textarea, select");
  event.preventDefault();
  (field ?? dialog).focus();
}
