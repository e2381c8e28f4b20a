import { ArrowRight, AudioLines, Film } from "lucide-react";
import { useEffect, useRef } from "react";
import { Picture } from "@/ui/picture";
import type { Group, Row as Told } from "./comparing";

type ChangeListProps = {
  groups: readonly Group[];
  chosen: ReadonlySet<string>;
  onTurn: (ids: readonly string[], on: boolean) => void;
};

const BOX = "size-4 shrink-0 accent-accent";

/** All that is otherwise, a group for each kind, to choose from. */
export function ChangeList({ groups, chosen, onTurn }: ChangeListProps) {
  return (
    <div className="flex flex-col gap-5">
      {groups.map((group) => (
        <section key={group.key} aria-labelledby={`changes-${group.key}`}>
          <Heading {...{ group, chosen, onTurn }} />
          <ul className="flex flex-col">
            {group.rows.map((row) => (
              <Row
                key={row.id}
                row={row}
                on={chosen.has(row.id)}
                onTurn={(on) => onTurn([row.id], on)}
              />
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}

type HeadingProps = Pick<ChangeListProps, "chosen" | "onTurn"> & { group: Group };

function Heading({ group, chosen, onTurn }: HeadingProps) {
  const box = useRef<HTMLInputElement>(null);
  const ids = group.rows.map(({ id }) => id);
  const count = ids.filter((id) => chosen.has(id)).length;
  const some = count > 0 && count < ids.length;
  useEffect(() => {
    if (box.current) box.current.indeterminate = some;
  }, [some]);
  return (
    <div className="flex items-center gap-3 border-b border-line px-2 pb-1.5">
      <input
        ref={box}
        type="checkbox"
        aria-label={`All of: ${group.title}`}
        className={BOX}
        checked={count === ids.length}
        onChange={(event) => onTurn(ids, event.target.checked)}
      />
      <h3 id={`changes-${group.key}`} className="text-sm font-semibold">
        {group.title}
      </h3>
      <span className="text-xs text-faint tabular-nums">
        {count === ids.length ? ids.length : `${count} of ${ids.length}`}
      </span>
      {group.deletes ? (
        <span className="text-xs text-faint">Choose those to delete here as well.</span>
      ) : null}
    </div>
  );
}

type RowProps = { row: Told; on: boolean; onTurn: (on: boolean) => void };

function Row({ row: { of, name, note, before, after }, on, onTurn }: RowProps) {
  const number = of === "sound" ? null : of?.number;
  return (
    <li className="[contain-intrinsic-size:auto_3rem] [content-visibility:auto]">
      <label className="flex min-h-12 cursor-pointer items-center gap-3 rounded-md px-2 py-1 hover:bg-hover">
        <input
          type="checkbox"
          className={BOX}
          checked={on}
          onChange={(event) => onTurn(event.target.checked)}
        />
        <Thumbnail of={of} />
        <span className="min-w-0 grow">
          <span className="block truncate text-sm">
            {number ? <strong className="mr-2 font-semibold tabular-nums">{number}</strong> : null}
            {name}
          </span>
          <span className="block truncate text-xs text-faint">{note}</span>
        </span>
        <Sides before={before} after={after} />
      </label>
    </li>
  );
}

function Thumbnail({ of }: Pick<Told, "of">) {
  const take = of === "sound" ? null : of?.selectedTake;
  const url = take ? (take.thumbnailUrl ?? (take.kind === "IMAGE" ? take.url : null)) : null;
  const Instead = of === "sound" ? AudioLines : Film;
  return (
    <Picture
      url={url}
      className="h-9 w-16 shrink-0 rounded-sm"
      instead={<Instead size={14} aria-hidden />}
    />
  );
}

/** How it is here, and how it is there. */
function Sides({ before, after }: { before: string | null; after: string | null }) {
  return (
    <span className="flex max-w-[50%] shrink-0 items-center gap-2 text-xs tabular-nums">
      {before ? (
        <span className={after ? "min-w-0 truncate text-faint" : "text-faint line-through"}>
          {before}
        </span>
      ) : null}
      {before && after ? (
        <>
          <ArrowRight size={12} aria-hidden className="shrink-0 text-faint" />
          <span className="sr-only">becomes</span>
        </>
      ) : null}
      {after ? <span className="min-w-0 truncate text-ink">{after}</span> : null}
    </span>
  );
}
