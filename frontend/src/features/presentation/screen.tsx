import { Dialog } from "radix-ui";
import type { ReactNode } from "react";
import { isCovered } from "@/actions/keyboard";
import { leaveEscape } from "@/ui/escape";
import { toItself, useFocusBack } from "@/ui/use-focus-back";

type ScreenProps = {
  title: string;
  onClose: () => void;
  /** Without the pointer. */
  hidden?: boolean;
  children: ReactNode;
};

/** All of the window; the keyboard stays in it until it is left. */
export function Screen({ title, onClose, hidden, children }: ScreenProps) {
  const focus = useFocusBack(toItself);
  return (
    <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Content
          data-theme="dark"
          aria-describedby={undefined}
          tabIndex={-1}
          {...focus}
          onInteractOutside={(event) => event.preventDefault()}
          onEscapeKeyDown={(event) => isCovered() && leaveEscape(event)}
          className={`fixed inset-0 z-40 flex flex-col bg-stage text-ink outline-none ${hidden ? "cursor-none" : ""}`}
        >
          <Dialog.Title className="sr-only">{title}</Dialog.Title>
          {children}
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
