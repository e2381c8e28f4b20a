import { Check, Film } from "lucide-react";
import type { Take } from "@/graphql/entities";

type StripProps = {
  takes: readonly Take[];
  shown: string;
  beside: string | undefined;
  onShow: (take: Take) => void;
};

/** Takes are numbered as they were made; here the newest comes first. */
export function numberOf(takes: readonly Take[], take: Take): number {
  return takes.length - takes.findIndex((other) => other.id === take.id);
}

function reveal(item: HTMLElement | null): void {
  item?.scrollIntoView({ block: "nearest", inline: "nearest" });
}

/** All takes of the shot; the picked one carries a check, those on the screen a frame. */
export function Strip({ takes, shown, beside, onShow }: StripProps) {
  return (
    <ul aria-label="Takes of this shot" className="flex gap-2 overflow-x-auto p-3">
      {takes.map((take) => {
        const isShown = take.id === shown;
        const frame = isShown
          ? "outline-2 outline-accent"
          : take.id === beside
            ? "outline-2 outline-dashed outline-accent"
            : "opacity-70 hover:opacity-100";
        return (
          <li key={take.id} className="shrink-0">
            <button
              ref={isShown ? reveal : null}
              type="button"
              aria-current={isShown}
              aria-label={`Take ${numberOf(takes, take)}${take.isSelected ? ", picked" : ""}`}
              onClick={() => onShow(take)}
              className={`relative block h-14 w-24 overflow-hidden rounded-sm bg-raised ${frame}`}
            >
              {take.thumbnailUrl ? (
                <img
                  src={take.thumbnailUrl}
                  alt=""
                  loading="lazy"
                  className="size-full object-cover"
                />
              ) : null}
              {take.isSelected ? (
                <span className="absolute right-1 top-1 grid size-4 place-items-center rounded-full bg-accent text-on-accent">
                  <Check size={12} aria-hidden />
                </span>
              ) : null}
              {take.kind === "VIDEO" ? (
                <Film size={12} aria-hidden className="absolute bottom-1 left-1 text-ink" />
              ) : null}
            </button>
          </li>
        );
      })}
    </ul>
  );
}
