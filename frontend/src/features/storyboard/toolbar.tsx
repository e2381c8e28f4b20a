import { ListFilter, Paintbrush, PanelLeft, Search, X } from "lucide-react";
import { type RefObject, useEffect, useState } from "react";
import { run, useRegistered } from "@/actions/registry";
import { usePriceTag } from "@/graphql/price-tag";
import { staleTarget, useStale } from "@/graphql/stale";
import { Button, IconButton, PricedButton } from "@/ui/button";
import { Menu } from "@/ui/menu";
import { Status } from "@/ui/status";
import { SHOW_NAMES, SHOWS } from "./filter";
import { SIZES } from "./layout";
import { NewMark } from "./new-takes";
import type { BoardModel } from "./use-board";

type ToolbarProps = {
  board: BoardModel;
  railOpen: boolean;
  onRail: () => void;
  input: RefObject<HTMLInputElement | null>;
};

export function Toolbar({ board, railOpen, onRail, input }: ToolbarProps) {
  const { data, chosen, entry } = board;
  const { q, show, change } = data.place;
  return (
    <div className="flex min-h-11 shrink-0 flex-wrap items-center gap-x-2 gap-y-1 border-b border-line bg-panel py-1 pl-2 pr-4">
      <IconButton
        label={railOpen ? "Hide the scenes" : "Show the scenes"}
        keys="["
        aria-pressed={railOpen}
        onClick={onRail}
      >
        <PanelLeft size={16} />
      </IconButton>
      <p
        title={data.summary}
        className="min-w-0 grow basis-20 truncate text-xs text-soft tabular-nums"
      >
        {data.summary}
      </p>
      <Filter
        q={q}
        onQuery={data.place.find}
        input={input}
        onLeave={() => (entry ? chosen.want(entry) : input.current?.blur())}
      />
      {show === "new" ? null : <Came board={board} />}
      <UpdateStale />
      <Menu
        label="Which shots to show"
        items={SHOWS.map((one) => ({
          id: one,
          label: SHOW_NAMES[one],
          checked: one === show,
          onSelect: () => change({ show: one === "all" ? undefined : one }),
        }))}
      >
        <Button
          size="sm"
          look={show === "all" ? "quiet" : "plain"}
          aria-label={`Show: ${SHOW_NAMES[show]}`}
        >
          <ListFilter size={14} aria-hidden />
          <span className="hidden lg:inline">{SHOW_NAMES[show]}</span>
        </Button>
      </Menu>
      {show === "new" ? <PickShown /> : null}
      <input
        type="range"
        aria-label="Size of the pictures"
        min={0}
        max={SIZES.length - 1}
        value={data.size}
        onChange={(event) => data.resize(event.target.valueAsNumber)}
        className="hidden h-6 w-24 accent-soft sm:block"
      />
      <GenerateAll board={board} />
    </div>
  );
}

/** The price of more shots than these takes the studio a while: it is asked for where one points at it. */
const AT_ONCE = 300;

function GenerateAll({ board: { data, props } }: { board: BoardModel }) {
  const target = { projectId: props.projectId };
  const none = data.clips.length === 0;
  return (
    <PricedButton
      size="sm"
      price={usePriceTag(none ? null : { asking: target }, data.clips.length <= AT_ONCE)}
      disabled={none}
      onClick={() => props.onGenerateWith(target)}
    >
      <Paintbrush size={14} aria-hidden />
      <span className="max-lg:sr-only">Generate all</span>
      <span className="sr-only">shots</span>
    </PricedButton>
  );
}

/** How many shots have new takes, and the way to them. */
function Came({ board }: { board: BoardModel }) {
  const { clips, place } = board.data;
  const count = clips.filter(({ newTakeCount }) => newTakeCount > 0).length;
  return count > 0 ? (
    <Button
      size="sm"
      look="quiet"
      title="Show the shots with new takes"
      aria-label={`${count.toLocaleString("en")} new: show the shots with new takes`}
      onClick={() => place.change({ show: "new" })}
    >
      <NewMark />
      {count.toLocaleString("en")} new
    </Button>
  ) : null;
}

/** How many shots are out of date, and the way to render those again. */
function UpdateStale() {
  const ids = useStale();
  const stale = ids.size;
  const price = usePriceTag(stale > 0 ? { asking: staleTarget(ids) } : null);
  const action = useRegistered().find(({ id }) => id === "board.updateStale");
  return action && stale > 0 ? (
    <PricedButton size="sm" look="quiet" price={price} onClick={() => run(action)}>
      <span className="sr-only">Update</span>
      <Status tone="warn">{stale.toLocaleString("en")} out of date</Status>
    </PricedButton>
  ) : null;
}

/** All that came, taken at once. */
function PickShown() {
  const action = useRegistered().find(({ id }) => id === "board.pickNewestShown");
  return action && !action.blocked ? (
    <Button size="sm" look="primary" onClick={() => run(action)}>
      Pick newest of all
    </Button>
  ) : null;
}

type FilterProps = {
  q: string;
  onQuery: (text: string) => void;
  input: ToolbarProps["input"];
  onLeave: () => void;
};

const PAUSE_MS = 150;

/** Typed at once, told when the typing rests. */
function Filter({ q, onQuery, input, onLeave }: FilterProps) {
  const [text, setText] = useState(q);
  const [known, setKnown] = useState(q);
  if (q !== known) {
    setKnown(q);
    setText(q);
  }
  useEffect(() => {
    if (text === known) return;
    const timer = setTimeout(() => {
      setKnown(text);
      onQuery(text);
    }, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text, known, onQuery]);

  return (
    <div className="relative w-36 lg:w-44 lg:min-w-36 lg:shrink">
      <Search size={14} aria-hidden className="absolute left-2 top-1.5 text-faint" />
      <input
        ref={input}
        type="search"
        aria-label="Filter shots"
        placeholder="Filter  /"
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== "Escape") return;
          event.preventDefault();
          if (text) setText("");
          else onLeave();
        }}
        className="[&::-webkit-search-cancel-button]:hidden h-7 w-full appearance-none rounded-md border border-line bg-well pl-7 pr-7 text-xs text-ink hover:border-edge focus-visible:border-accent focus-visible:outline-offset-0"
      />
      {text ? (
        <IconButton
          small
          label="Clear the filter"
          onClick={() => setText("")}
          className="absolute right-0.5 top-0.5"
        >
          <X size={12} />
        </IconButton>
      ) : null}
    </div>
  );
}
