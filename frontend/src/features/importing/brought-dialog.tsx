import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import type { Brought } from "./bringing";
import { Remarks } from "./remarks";

type BroughtDialogProps = { brought: Brought; onOpen: () => void; onClose: () => void };

/** What is not in the new project as it was in the file. */
export function BroughtDialog({ brought, onOpen, onClose }: BroughtDialogProps) {
  return (
    <Dialog
      open
      onClose={onClose}
      title="The project is here"
      description={`Made of ${brought.name}, but for this:`}
      footer={
        <>
          <Button look="quiet" onClick={onClose}>
            Stay here
          </Button>
          <Button look="primary" onClick={onOpen}>
            Open the project
          </Button>
        </>
      }
    >
      <Remarks warnings={brought.remarks} />
    </Dialog>
  );
}
