import { Button } from "@/ui/button";

type UnreadPartProps = { what: string; onAgain: () => void };

/** Stands in a section whose content could not be read. */
export function UnreadPart({ what, onAgain }: UnreadPartProps) {
  return (
    <div role="status" className="flex items-center gap-2 text-sm text-soft">
      <p className="grow">The {what} could not be read.</p>
      <Button size="sm" onClick={onAgain}>
        Try again
      </Button>
    </div>
  );
}
