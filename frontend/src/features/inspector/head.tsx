import { ChevronLeft, ChevronRight, X } from "lucide-react";
import type { KeyboardEvent, ReactNode } from "react";
import { flushSync } from "react-dom";
import { IconButton } from "@/ui/button";
import { DraftNote, DraftTrouble } from "./draft-note";
import type { Found } from "./film";
import { useDraft } from "./use-draft";

/** The bar on top: what is looked at, and the way out. */
export function Bar({
  title,
  onClose,
  children,
}: {
  title: string;
  onClose: () => void;
  children?: ReactNode;
}) {
  return (
    <header className="flex h-12 shrink-0 items-center gap-1 border-b border-line pl-4 pr-2">
      <h2 className="min-w-0 grow truncate text-base font-semibold tabular-nums">{title}</h2>
      {children}
      <IconButton label="Close the inspector" onClick={onClose}>
        <X size={16} aria-hidden />
      </IconButton>
    </header>
  );
}

type LeafProps = { found: Found; onInspect: (clipId: string) => void };

export function Leaf({ found, onInspect }: LeafProps) {
  const { previousId, nextId } = found;
  return (
    <>
      <IconButton
        label="Previous shot"
        keys=","
        aria-disabled={previousId === null}
        onClick={() => previousId && onInspect(previousId)}
      >
        <ChevronLeft size={16} aria-hidden />
      </IconButton>
      <IconButton
        label="Next shot"
        keys="."
        aria-disabled={nextId === null}
        onClick={() => nextId && onInspect(nextId)}
      >
        <ChevronRight size={16} aria-hidden />
      </IconButton>
    </>
  );
}

/** The name, written over in place: Enter keeps it, Escape takes it back. */
export function Name({ found }: { found: Found }) {
  const { clip } = found;
  const draft = useDraft({
    id: clip.id,
    field: "name",
    value: clip.name,
    what: `name of shot ${clip.number}`,
    held: true,
  });
  function commit() {
    if (draft.text.trim() === "") draft.drop();
    else draft.leave();
  }
  function onKeyDown(event: KeyboardEvent<HTMLInputElement>) {
    if (event.key === "Escape") {
      event.stopPropagation();
      flushSync(draft.drop);
    }
    if (event.key === "Enter" || event.key === "Escape") event.currentTarget.blur();
  }
  return (
    <div className="relative px-2 pt-2">
      <input
        aria-label={`Name of shot ${clip.number}`}
        value={draft.text}
        placeholder="No name"
        maxLength={200}
        onChange={(event) => draft.type(event.target.value)}
        onBlur={commit}
        onKeyDown={onKeyDown}
        title={draft.text}
        className="h-8 w-full truncate rounded-md border border-transparent bg-transparent px-2 text-sm font-medium text-ink transition-colors hover:border-line hover:bg-well focus-visible:border-accent focus-visible:bg-well focus-visible:outline-offset-0"
      />
      {draft.phase === null || draft.phase === "held" ? null : (
        <div className="absolute right-4 top-3.5 bg-panel pl-2">
          <DraftNote draft={draft} />
        </div>
      )}
      <div className="px-2">
        <DraftTrouble draft={draft} id={`${clip.id}-name`} />
      </div>
    </div>
  );
}
