import { clsx } from "clsx";
import { Fragment, memo } from "react";
import type { Span } from "./lines";
import { type Block, bare, type Kind, type Run, runsOf } from "./typeset";

/** Of a block. */
const SET: Record<Kind, string> = {
  title: "mb-8 text-center",
  heading: "mt-8 font-semibold uppercase",
  action: "mt-4",
  character: "mt-4 uppercase",
  parenthetical: "",
  dialogue: "",
  lyric: "italic",
  transition: "mt-4 text-right uppercase",
  centered: "mt-4 text-center",
  section: "mt-8 font-sans text-lg font-semibold",
  synopsis: "mt-2 font-sans text-sm text-soft",
  note: "mt-3 font-sans text-xs text-faint",
  break: "my-8 border-t border-dashed border-edge",
};

/** Of its lines, within the breadth of the page: a mark is as broad wherever they stand. */
const INDENTS: Partial<Record<Kind, string>> = {
  character: "ml-[12em]",
  parenthetical: "ml-[9em] max-w-[15em]",
  dialogue: "ml-[6em] max-w-[21.6em]",
  lyric: "ml-[6em] max-w-[21.6em]",
  note: "border-l-2 border-line pl-3",
};

type PageBlockProps = { block: Block; span: Span | null };

/** Lines of the page, set as a screenplay sets them. */
export const PageBlock = memo(function PageBlock({ block, span }: PageBlockProps) {
  if (block.kind === "break") return <hr className={SET.break} />;
  const lines = numbered(block).map(({ number, text }) => (
    <Line
      key={number}
      kind={block.kind}
      number={number}
      text={text}
      marked={span !== null && span.from <= number && number <= span.to}
    />
  ));
  const look = clsx("whitespace-pre-wrap wrap-anywhere", SET[block.kind]);
  if (block.kind === "heading") return <h3 className={look}>{lines}</h3>;
  return <div className={look}>{lines}</div>;
});

function numbered({ line, lines }: Block): { number: number; text: string }[] {
  return lines.map((text, at) => ({ number: line + at, text }));
}

/** Each run with where it begins, by which it is known. */
function placedRuns(text: string): (Run & { at: number })[] {
  let next = 0;
  return runsOf(text).map((run) => {
    const at = next;
    next += run.text.length;
    return { ...run, at };
  });
}

/** As of the lines of the text that is being imported. */
const MARK = "bg-accent-wash shadow-[inset_2px_0_var(--accent)]";

type LineProps = { kind: Kind; number: number; text: string; marked: boolean };

function Line({ kind, number, text, marked }: LineProps) {
  const shown = kind === "title" ? titleLine(text) : bare(kind, text);
  return (
    <div data-line={number} className={clsx("-mx-4 px-4", marked && MARK)}>
      <div className={INDENTS[kind]}>
        {placedRuns(shown).map((run) => (
          <Fragment key={run.at}>
            {run.bold || run.italic || run.underline || run.note ? (
              <span
                className={clsx(
                  run.bold && "font-semibold",
                  run.italic && "italic",
                  run.underline && "underline",
                  run.note && "font-sans text-xs text-faint",
                )}
              >
                {run.text}
              </span>
            ) : (
              run.text
            )}
          </Fragment>
        ))}
      </div>
    </div>
  );
}

/** A title page shows its values; only their keys that say something stay. */
function titleLine(text: string): string {
  return text.trim().replace(/^(?:title|credit|authors?|source|notes|written by):\s*/i, "");
}
