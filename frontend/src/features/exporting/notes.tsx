import { CircleAlert, CircleCheck, Info, TriangleAlert } from "lucide-react";
import { Button } from "@/ui/button";
import { plural } from "@/ui/words";
import type { Notice } from "./documents";
import { noticeWords } from "./words";

type NotesProps = {
  notices: readonly Notice[];
  /** The shots that there are. */
  known: ReadonlySet<string>;
  onShow: (clipIds: readonly string[]) => void;
};

const MARKS = {
  ERROR: <CircleAlert size={14} className="mt-0.5 shrink-0 text-bad" aria-label="To mend" />,
  WARNING: (
    <TriangleAlert size={14} className="mt-0.5 shrink-0 text-warn" aria-label="To look at" />
  ),
  NOTE: <Info size={14} className="mt-0.5 shrink-0 text-soft" aria-label="To know" />,
};

/** What to know before it is made, what stands in the way first. */
export function Notes({ notices, known, onShow }: NotesProps) {
  if (notices.length === 0) {
    return (
      <p className="flex items-center gap-2 text-sm text-good">
        <CircleCheck size={14} aria-hidden />
        Nothing stands in the way.
      </p>
    );
  }
  const grave = notices.some(({ severity }) => severity !== "NOTE");
  return (
    <details className="rounded-md border border-line" open={grave}>
      <summary className="min-h-8 cursor-pointer px-3 py-1.5 text-sm font-medium">
        {noticeWords(notices)}
      </summary>
      <ul className="flex max-h-56 flex-col gap-2 overflow-y-auto border-t border-line px-3 py-2 text-xs">
        {notices.map((notice) => (
          <Note key={`${notice.code} ${notice.message}`} {...{ notice, known, onShow }} />
        ))}
      </ul>
    </details>
  );
}

type NoteProps = Omit<NotesProps, "notices"> & { notice: Notice };

function Note({ notice, known, onShow }: NoteProps) {
  const shots = notice.clipIds.filter((id) => known.has(id));
  return (
    <li className="flex items-start gap-2">
      {MARKS[notice.severity]}
      <span className="grow leading-relaxed wrap-anywhere">{notice.message}</span>
      {shots.length > 0 ? (
        <Button look="quiet" size="sm" className="-my-1 text-accent" onClick={() => onShow(shots)}>
          Show {plural(shots.length, "shot")}
        </Button>
      ) : null}
    </li>
  );
}
