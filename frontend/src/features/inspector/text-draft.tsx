import { clsx } from "clsx";
import { type KeyboardEvent, useId } from "react";
import { TextBox } from "@/ui/field";
import { DraftNote, DraftTrouble } from "./draft-note";
import { goBack } from "./focus";
import { type TextSource, useDraft } from "./use-draft";
import { weigh } from "./weight";

type TextDraftProps = TextSource & {
  label: string;
  hint?: string;
  placeholder?: string;
  maxLength?: number;
  /** Whether $mod+arrows change the weight of words. */
  weights?: boolean;
  /** Begins with one line. */
  short?: boolean;
};

/** A text of several lines that saves itself. */
export function TextDraft({
  label,
  hint,
  placeholder,
  maxLength,
  weights,
  short,
  ...source
}: TextDraftProps) {
  const draft = useDraft(source);
  const id = useId();
  const troubled = draft.phase === "refused" || draft.phase === "conflict";
  function onKeyDown(event: KeyboardEvent<HTMLTextAreaElement>) {
    if (event.key === "Escape") {
      event.stopPropagation();
      goBack(event.currentTarget);
    }
    if (weights && (event.ctrlKey || event.metaKey)) reweigh(event);
  }
  return (
    <div className="relative">
      <TextBox
        label={label}
        {...(hint ? { hint } : {})}
        {...(placeholder ? { placeholder } : {})}
        {...(maxLength ? { maxLength } : {})}
        spellCheck={weights ? false : undefined}
        className={clsx("resize-none!", weights && "max-h-[60vh]!", short && "min-h-8!")}
        {...(troubled ? { "aria-invalid": true, "aria-errormessage": id } : {})}
        data-field={source.field}
        value={draft.text}
        onChange={(event) => draft.type(event.target.value)}
        onBlur={draft.leave}
        onKeyDown={onKeyDown}
      />
      <div className="absolute right-0 top-0">
        <DraftNote draft={draft} />
      </div>
      <DraftTrouble draft={draft} id={id} />
    </div>
  );
}

/** Through the editor of the browser, so that its own undo knows of it. */
function reweigh(event: KeyboardEvent<HTMLTextAreaElement>): void {
  if (event.key !== "ArrowUp" && event.key !== "ArrowDown") return;
  event.preventDefault();
  const box = event.currentTarget;
  const { value, selectionStart, selectionEnd } = box;
  const done = weigh(value, selectionStart, selectionEnd, event.key === "ArrowUp" ? 1 : -1);
  if (!done || done.text === value) return;
  const { from, to, put } = difference(value, done.text);
  box.setSelectionRange(from, to);
  if (put) document.execCommand("insertText", false, put);
  else document.execCommand("delete");
  box.setSelectionRange(done.start, done.end);
}

/** The one stretch that differs. */
function difference(before: string, after: string) {
  const most = Math.min(before.length, after.length);
  let from = 0;
  while (from < most && before[from] === after[from]) from += 1;
  let tail = 0;
  while (tail < most - from && before.at(-1 - tail) === after.at(-1 - tail)) tail += 1;
  return { from, to: before.length - tail, put: after.slice(from, after.length - tail) };
}
