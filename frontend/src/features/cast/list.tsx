import { Link } from "@tanstack/react-router";
import { clsx } from "clsx";
import { Button } from "@/ui/button";
import { Empty } from "@/ui/empty";
import { SkeletonRows } from "@/ui/status";
import { stepping } from "@/ui/steps";
import { plural } from "@/ui/words";
import type { Line } from "./use-project-cast";
import { ONE, type Tab } from "./words";

type CastListProps = {
  tab: Tab;
  lines: readonly Line[];
  isRead: boolean;
  isSearch: boolean;
  /** The shots of each, by its id; null until they are read. */
  uses: ReadonlyMap<string, string[]> | null;
  undescribed: readonly string[];
  openId: string | undefined;
  /** Makes one of this name. */
  onMake: (name: string) => void;
};

export function CastList(props: CastListProps) {
  const { tab, lines, isRead, isSearch, uses, openId, onMake } = props;
  if (!isRead) return <SkeletonRows count={6} />;
  return (
    <>
      {isSearch ? null : <Undescribed {...props} />}
      {lines.length === 0 ? (
        <Nothing {...{ tab, isSearch, onMake }} />
      ) : (
        <ul ref={stepping} aria-label={`${ONE[tab]}s`}>
          {lines.map((line) => (
            <Row key={line.id} line={line} uses={uses} isOpen={line.id === openId} />
          ))}
        </ul>
      )}
    </>
  );
}

/** Names that the script has, and nobody has described yet. */
function Undescribed({ tab, undescribed, onMake }: CastListProps) {
  if (undescribed.length === 0) return null;
  return (
    <section aria-label="Not described yet" className="mb-4 rounded-lg bg-panel px-4 py-3">
      <h2 className="mb-2 text-xs font-semibold text-soft">In the script, and not described yet</h2>
      <ul className="flex flex-wrap gap-1.5">
        {undescribed.slice(0, 40).map((name) => (
          <li key={name}>
            <Button
              size="sm"
              aria-label={`Describe the ${ONE[tab]} ${name}`}
              onClick={() => onMake(name)}
            >
              <span className="max-w-56 truncate">{name}</span>
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}

type RowProps = { line: Line; uses: CastListProps["uses"]; isOpen: boolean };

function Row({ line, uses, isOpen }: RowProps) {
  const { id, name, said, missing, isShared } = line;
  const count = uses?.get(id)?.length ?? 0;
  return (
    <li
      className={clsx(
        "relative flex min-h-11 items-center gap-4 rounded-md px-2 py-1.5 transition-colors",
        isOpen ? "bg-accent-wash" : "hover:bg-hover",
      )}
    >
      <div className="min-w-0 grow basis-0">
        <p className="flex items-baseline gap-2">
          <Link
            from="/projects/$projectId/cast"
            to="."
            search={(before) => ({ ...before, item: id })}
            data-step
            aria-current={isOpen}
            className="min-w-0 truncate text-sm font-medium leading-6 after:absolute after:inset-0 after:rounded-md"
          >
            {name}
          </Link>
          {isShared ? (
            <span className="shrink-0 rounded-sm border border-edge px-1 text-2xs text-soft">
              Library
            </span>
          ) : null}
        </p>
        <p className="truncate text-xs text-soft">{said || "Nothing is said yet"}</p>
      </div>
      {missing.length > 0 ? (
        <p className="w-52 shrink-0 truncate text-xs text-warn max-md:hidden">
          Missing: {missing.join(", ")}
        </p>
      ) : null}
      <p className="w-20 shrink-0 text-right text-xs text-soft tabular-nums">
        {uses === null ? "" : count === 0 ? "Not used" : plural(count, "shot")}
      </p>
    </li>
  );
}

type NothingProps = { tab: Tab; isSearch: boolean; onMake: (name: string) => void };

const WHY: Record<Tab, string> = {
  characters:
    "Say once how somebody looks, and every shot that they are in is told, so that they stay themselves.",
  locations: "Say once how a place looks, and every scene that is set there shows the same.",
  styles: "Keep an art style, palette and light under a name, and give it to shots, scenes or all.",
};

function Nothing({ tab, isSearch, onMake }: NothingProps) {
  if (isSearch) return <Empty title={`No ${ONE[tab]} is like that`}>Try other words.</Empty>;
  return (
    <Empty
      title={`No ${ONE[tab]}s here yet`}
      actions={
        <Button look="primary" onClick={() => onMake("")}>
          New {ONE[tab]}
        </Button>
      }
    >
      {WHY[tab]}
    </Empty>
  );
}
