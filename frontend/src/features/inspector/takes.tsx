import { Check, Film } from "lucide-react";
import { type KeyboardEvent, type ReactNode, useRef, useState } from "react";
import { singleKeys } from "@/actions/keyboard";
import type { MediaKind, Take } from "@/graphql/entities";
import { KINDS } from "@/graphql/words";
import { Button } from "@/ui/button";
import { Skeleton } from "@/ui/status";
import { Section } from "./section";

type TakesProps = {
  /** Undefined while they are read. */
  takes: readonly Take[] | undefined;
  /** How many there are, as far as is known before. */
  count: number;
  /** Those made since one was picked. */
  fresh: ReadonlySet<string>;
  /** Stands instead of them if they could not be read. */
  unread: ReactNode;
  onOpen: (takeId: string) => void;
  onPick: (takeId: string) => void;
};

const PLACES = [1, 2, 3, 4, 5, 6];

/** All takes of the shot in the order of their numbers. */
export function Takes({ takes, count, fresh, unread, onOpen, onPick }: TakesProps) {
  const [kind, setKind] = useState<MediaKind | null>(null);
  const kinds = [...new Set(takes?.map((take) => take.kind))].toSorted();
  const wanted = kind !== null && kinds.includes(kind) ? kind : null;
  const numbered = (takes ?? []).map((take, index) => ({ take, number: index + 1 }));
  const shown = numbered.filter(({ take }) => wanted === null || take.kind === wanted);
  return (
    <Section title="Takes" aside={takes?.length ?? count}>
      {kinds.length > 1 ? <Filter kinds={kinds} wanted={wanted} onChange={setKind} /> : null}
      {unread}
      {takes === undefined && !unread ? (
        <div className="grid grid-cols-3 gap-2">
          {PLACES.slice(0, Math.max(1, count)).map((place) => (
            <Skeleton key={place} className="aspect-[16/9]" />
          ))}
        </div>
      ) : null}
      {takes?.length === 0 ? (
        <p className="text-sm text-soft">
          No takes yet. Generate one: each stays here, and you pick the one that the film shows.
        </p>
      ) : null}
      {shown.length > 0 ? <Grid {...{ shown, fresh, onOpen, onPick }} /> : null}
    </Section>
  );
}

type FilterProps = {
  kinds: readonly MediaKind[];
  wanted: MediaKind | null;
  onChange: (kind: MediaKind | null) => void;
};

function Filter({ kinds, wanted, onChange }: FilterProps) {
  return (
    <fieldset className="mb-2 flex gap-1">
      <legend className="sr-only">Which takes</legend>
      {[null, ...kinds].map((kind) => (
        <Button
          key={kind}
          size="sm"
          look={kind === wanted ? "plain" : "quiet"}
          aria-pressed={kind === wanted}
          onClick={() => onChange(kind)}
        >
          {kind === null ? "All" : `${KINDS[kind]}s`}
        </Button>
      ))}
    </fieldset>
  );
}

type GridProps = Pick<TakesProps, "fresh" | "onOpen" | "onPick"> & {
  shown: readonly { take: Take; number: number }[];
};

const COLUMNS = 3;
const STEPS: Record<string, number> = {
  ArrowLeft: -1,
  ArrowRight: 1,
  ArrowUp: -COLUMNS,
  ArrowDown: COLUMNS,
};

function Grid({ shown, fresh, onOpen, onPick }: GridProps) {
  const grid = useRef<HTMLUListElement>(null);
  const [heldId, setHeld] = useState<string | null>(null);
  const held = shown.some(({ take }) => take.id === heldId) ? heldId : shown[0]?.take.id;
  function pick(id: string | null | undefined) {
    if (id && !shown.some(({ take }) => take.id === id && take.isSelected)) onPick(id);
  }
  function onKeyDown(event: KeyboardEvent<HTMLButtonElement>) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "p" && singleKeys.on()) pick(held);
    const step = STEPS[event.key];
    const at = shown.findIndex(({ take }) => take.id === held);
    const next = step === undefined ? undefined : shown[at + step];
    if (step === undefined) return;
    event.preventDefault();
    if (!next) return;
    setHeld(next.take.id);
    grid.current?.querySelector<HTMLElement>(`[data-take="${next.take.id}"]`)?.focus();
  }
  return (
    <ul ref={grid} aria-label="Takes of this shot" className="grid grid-cols-3 gap-2">
      {shown.map(({ take, number }) => (
        <Tile
          key={take.id}
          take={take}
          number={number}
          fresh={fresh.has(take.id)}
          reachable={take.id === held}
          onFocus={() => setHeld(take.id)}
          onKeyDown={onKeyDown}
          onOpen={() => onOpen(take.id)}
          onPick={() => pick(take.id)}
        />
      ))}
    </ul>
  );
}

type TileProps = {
  take: Take;
  number: number;
  fresh: boolean;
  reachable: boolean;
  onFocus: () => void;
  onKeyDown: (event: KeyboardEvent<HTMLButtonElement>) => void;
  onOpen: () => void;
  onPick: () => void;
};

function Tile({ take, number, fresh, reachable, onOpen, onPick, ...held }: TileProps) {
  const name = fresh ? `Take ${number} new` : `Take ${number}`;
  const tabIndex = reachable ? 0 : -1;
  const said = [name, KINDS[take.kind].toLowerCase(), take.isSelected ? "picked" : null];
  return (
    <li className="group relative">
      <button
        type="button"
        data-take={take.id}
        tabIndex={tabIndex}
        aria-label={said.filter(Boolean).join(", ")}
        onClick={onOpen}
        {...held}
        className="relative block aspect-[16/9] w-full overflow-hidden rounded-sm bg-well outline-offset-1"
      >
        {take.thumbnailUrl ? (
          <img
            src={take.thumbnailUrl}
            alt=""
            loading="lazy"
            draggable={false}
            className="size-full object-cover"
          />
        ) : null}
        <span
          aria-hidden
          className="absolute left-1 top-1 h-4 rounded-sm bg-raised px-1 text-2xs text-ink tabular-nums"
        >
          {fresh ? `${number} new` : number}
        </span>
        {take.kind === "VIDEO" ? (
          <span className="absolute bottom-1 left-1 grid size-4 place-items-center rounded-sm bg-raised text-ink">
            <Film size={10} aria-hidden />
          </span>
        ) : null}
      </button>
      {take.isSelected ? (
        <span className="pointer-events-none absolute right-1 top-1 grid size-4 place-items-center rounded-full bg-accent text-on-accent">
          <Check size={11} strokeWidth={3} aria-hidden />
        </span>
      ) : (
        <button
          type="button"
          tabIndex={tabIndex}
          aria-label={`Pick take ${number}`}
          onClick={onPick}
          {...held}
          className="absolute bottom-1 right-1 h-6 rounded-sm bg-raised px-2 text-2xs font-medium text-ink opacity-0 hover:bg-hover focus-visible:opacity-100 active:bg-pressed group-focus-within:opacity-100 group-hover:opacity-100"
        >
          Pick
        </button>
      )}
    </li>
  );
}
