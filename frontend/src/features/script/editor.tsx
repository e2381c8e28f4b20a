import { type Ref, useEffect, useImperativeHandle, useMemo, useRef } from "react";
import { lineAt, lineStarts, type Span } from "./lines";
import { keepMarked, type Panes, reveal } from "./mark";

/** The id of the text itself. */
export const SCRIPT_TEXT = "script-text";

export type EditorHandle = {
  /** Brings a line into sight and, where the writing is to go on there, sets the cursor. */
  go: (line: number, write?: boolean) => void;
};

type EditorProps = {
  text: string;
  onText: (text: string) => void;
  /** The lines that are marked. */
  span: Span | null;
  /** The line under the pointer or the cursor. */
  onLine: (line: number | null) => void;
  ref?: Ref<EditorHandle>;
};

const TYPE =
  "whitespace-pre-wrap wrap-anywhere px-6 py-5 font-script text-base leading-relaxed tracking-normal";

const REST_MS = 150;

const HINT = `Write or paste a script here, or drop a file.

INT. LIGHTHOUSE - NIGHT

MARA (60s, red raincoat) climbs the stair with a lamp.

MARA
One more night.`;

/** The text of the script, as it is written. */
export function Editor({ text, onText, span, onLine, ref }: EditorProps) {
  const box = useRef<HTMLTextAreaElement>(null);
  const mirror = useRef<HTMLDivElement>(null);
  const mark = useRef<HTMLDivElement>(null);
  const lined = useMemo(() => ({ text, starts: lineStarts(text) }), [text]);
  const { starts } = lined;

  const measured = useRef("");
  useEffect(() => {
    const panes = panesOf(box.current, mirror.current, mark.current);
    if (!panes) return;
    let stop = () => {};
    function begin(there: Panes) {
      measured.current = lined.text;
      stop = keepMarked(there, lined, span);
    }
    /** A new text is laid out a second time for the mark, which would hold up the typing. */
    const timer = measured.current === lined.text ? 0 : setTimeout(begin, REST_MS, panes);
    if (timer === 0) begin(panes);
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [lined, span]);

  useImperativeHandle(ref, () => ({
    go(line, write = false) {
      const panes = panesOf(box.current, mirror.current, mark.current);
      if (panes) reveal(panes, lined, line);
      if (!write) return;
      const offset = starts[line - 1] ?? 0;
      box.current?.focus({ preventScroll: true });
      box.current?.setSelectionRange(offset, offset);
    },
  }));

  return (
    <div className="relative size-full overflow-hidden">
      <div ref={mirror} aria-hidden className={`invisible absolute left-0 top-0 ${TYPE}`} />
      <div
        ref={mark}
        hidden
        aria-hidden
        className="absolute inset-x-0 top-0 border-l-2 border-accent bg-accent-wash"
      />
      <textarea
        ref={box}
        id={SCRIPT_TEXT}
        value={text}
        aria-label="Script"
        placeholder={HINT}
        spellCheck={false}
        autoCapitalize="off"
        className={`absolute inset-0 size-full resize-none bg-transparent outline-none ${TYPE}`}
        onChange={(event) => onText(event.target.value)}
        onSelect={(event) => onLine(lineAt(starts, event.currentTarget.selectionStart))}
        onPointerMove={(event) => {
          const offset = offsetAt(event.currentTarget, event.clientX, event.clientY);
          if (offset !== null && event.buttons === 0) onLine(lineAt(starts, offset));
        }}
        onPointerLeave={() => onLine(null)}
      />
    </div>
  );
}

function panesOf(
  box: HTMLTextAreaElement | null,
  mirror: HTMLElement | null,
  mark: HTMLElement | null,
): Panes | null {
  return box && mirror && mark ? { box, mirror, mark } : null;
}

/** The character under a point, in browsers that tell it of a textarea. */
function offsetAt(box: HTMLTextAreaElement, x: number, y: number): number | null {
  const caret = document.caretPositionFromPoint?.(x, y);
  return caret && caret.offsetNode === box ? caret.offset : null;
}
