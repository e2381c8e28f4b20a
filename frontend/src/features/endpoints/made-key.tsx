import { notices } from "@/actions/notices";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";

export type Made = { name: string; key: string; environment: readonly string[] };

/** A key that was made, with what a machine is started with: shown once. */
export function MadeKey({ made, onClose }: { made: Made; onClose: () => void }) {
  const text = made.environment.length > 0 ? made.environment.join("\n") : made.key;
  async function copy() {
    try {
      await navigator.clipboard.writeText(text);
      notices.say("Copied.");
    } catch {
      notices.warn("The browser did not allow copying. Select the text and copy it by hand.");
    }
  }
  return (
    <Dialog
      open
      onClose={onClose}
      title={`Key of ${made.name}`}
      description="Start each machine with these variables, each with a RUNPOD_POD_ID of its own. The key is not shown again."
      footer={
        <>
          <Button onClick={() => void copy()}>Copy</Button>
          <Button look="primary" onClick={onClose}>
            Done
          </Button>
        </>
      }
    >
      <pre className="select-text whitespace-pre-wrap rounded-md bg-well p-3 text-xs wrap-anywhere">
        {text}
      </pre>
    </Dialog>
  );
}
