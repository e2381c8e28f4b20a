import { Button } from "@/ui/button";
import type { DraftField } from "./use-draft";

/** How it stands with what is typed, beside the label: quiet unless something is wrong. */
export function DraftNote({ draft }: { draft: DraftField }) {
  return (
    <div className="flex h-4.5 items-center text-2xs text-faint">
      {draft.phase === "saving" ? "Saving …" : null}
      {draft.phase === "saved" ? "Saved" : null}
      <span role="status">
        {draft.phase === "offline" ? (
          <span className="text-warn">Kept here until the studio is back</span>
        ) : null}
        {draft.phase === "refused" ? <span className="text-bad">Not saved</span> : null}
        {draft.phase === "conflict" ? <span className="text-warn">Changed by another</span> : null}
      </span>
    </div>
  );
}

type TroubleProps = { draft: DraftField; id: string };

/** What went wrong with a save, and the ways out; nothing if all is well. */
export function DraftTrouble({ draft, id }: TroubleProps) {
  if (draft.phase === "refused") {
    return (
      <div id={id} className="mt-1.5 flex items-start gap-2 text-xs text-bad">
        <p className="grow wrap-anywhere">{draft.message}</p>
        <Button size="sm" onClick={draft.again}>
          Try again
        </Button>
      </div>
    );
  }
  if (draft.phase !== "conflict" || draft.theirs === null) return null;
  return (
    <div id={id} className="mt-1.5 rounded-md border border-warn p-2.5">
      <p className="text-xs text-soft">Meanwhile somebody else wrote:</p>
      <p className="mt-1 max-h-40 overflow-y-auto whitespace-pre-wrap text-sm wrap-anywhere">
        {draft.theirs || "Nothing: the text was taken out."}
      </p>
      <div className="mt-2 flex gap-2">
        <Button size="sm" onClick={draft.keepMine}>
          Keep mine
        </Button>
        <Button size="sm" onClick={draft.drop}>
          Take theirs
        </Button>
      </div>
    </div>
  );
}
