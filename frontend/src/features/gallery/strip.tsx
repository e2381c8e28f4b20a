import { Check, Film } from "lucide-react";
import type { Take } from "@/graphql/entities";
import { numberOf } from "./order";

type StripProps = {
  takes: readonly Take[];
  /** Those made since one was picked. */
  fresh: ReadonlySet<string>;
  shown: string;
  beside: string | undefined;
  onShow: (take: Take) => void;
};

function reveal(item: HTMLElement | null): void {
  item?.scrollIntoView({ block: "nearest", inline: "nearest" });
}

/** All takes of the shot; the picked one carries a check, those on the screen a frame. */
export function Strip({ takes, fresh, shown, beside, onShow }: StripProps) {
  function sideOf({ id }: Take): "Left" | "Right" | null {
    if (beside === undefined) return null;
    return id === shown ? "Left" : id === beside ? "Right" : null;
  }
  return (
    <ul aria-label="Takes of this shot" className="flex shrink-0 gap-2 overflow-x-auto p-3">
      {takes.map((take) => (
        <Item
          key={take.id}
          take={take}
          number={numberOf(takes, take)}
          isNew={fresh.has(take.id)}
          isShown={take.id === shown || take.id === beside}
          side={sideOf(take)}
          held={take.id === (beside ?? shown)}
          onShow={() => onShow(take)}
        />
      ))}
    </ul>
  );
}

type ItemProps = {
  take: Take;
  number: number;
  isNew: boolean;
  isShown: boolean;
  side: "Left" | "Right" | null;
  /** The one that the arrows turn. */
  held: boolean;
  onShow: () => void;
};

const TAG = "absolute h-4 rounded-sm bg-raised px-1 text-2xs text-ink tabular-nums";

function Item({ take, number, isNew, isShown, side, held, onShow }: ItemProps) {
  const said = [
    isNew ? `Take ${number} new` : `Take ${number}`,
    side?.toLowerCase(),
    take.isSelected ? "picked" : null,
  ];
  return (
    <li className="shrink-0">
      <button
        ref={held ? reveal : null}
        type="button"
        aria-current={isShown}
        aria-label={said.filter(Boolean).join(", ")}
        onClick={onShow}
        className={`relative block h-14 w-24 overflow-hidden rounded-sm bg-raised ${
          isShown ? "outline-2 outline-accent" : "opacity-70 hover:opacity-100"
        }`}
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
        <span aria-hidden className={`${TAG} left-1 top-1`}>
          {isNew ? `${number} new` : number}{" "}
        </span>
        {take.isSelected ? (
          <span className="absolute right-1 top-1 grid size-4 place-items-center rounded-full bg-accent text-on-accent">
            <Check size={12} aria-hidden />
          </span>
        ) : null}
        {take.kind === "VIDEO" ? (
          <Film size={12} aria-hidden className="absolute bottom-1 left-1 text-ink" />
        ) : null}
        {side ? (
          <span aria-hidden className={`${TAG} bottom-1 right-1`}>
            {side}
          </span>
        ) : null}
      </button>
    </li>
  );
}
