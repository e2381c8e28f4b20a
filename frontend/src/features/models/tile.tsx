import { Link } from "@tanstack/react-router";
import { clsx } from "clsx";
import { Box } from "lucide-react";
import type { ReactNode } from "react";
import { Picture } from "@/ui/picture";
import { Rating } from "./rating";

type TileProps = {
  /** Which part of the address names it. */
  part: "model" | "origin";
  id: string;
  name: string;
  coverUrl: string | null;
  /** What it is, in few words. */
  about: string;
  rating: number;
  isOpen: boolean;
  /** Beside its name. */
  tools?: ReactNode;
  /** Over the picture. */
  badge?: ReactNode;
};

/** A model as a picture of what it makes. */
export function Tile(props: TileProps) {
  const { part, id, name, coverUrl, about, rating, isOpen, tools, badge } = props;
  return (
    <li
      className={clsx(
        "relative overflow-hidden rounded-lg border bg-panel transition-colors",
        isOpen ? "border-accent" : "border-line hover:border-edge",
      )}
    >
      <Picture
        url={coverUrl}
        className="aspect-4/5 w-full"
        instead={<Box size={28} strokeWidth={1.5} aria-hidden />}
      />
      {badge ? <div className="absolute left-2 top-2">{badge}</div> : null}
      <div className="flex items-start gap-1 p-2.5 pr-1.5">
        <div className="min-w-0 grow">
          <Link
            to="/models"
            search={(before) => ({ ...before, [part]: id })}
            data-step
            aria-current={isOpen}
            className="line-clamp-2 text-sm font-medium leading-tight wrap-anywhere after:absolute after:inset-0 after:rounded-lg"
          >
            {name}
          </Link>
          <p className="mt-1 flex items-center gap-2 text-xs text-faint">
            <span className="truncate">{about}</span>
            <Rating rating={rating} />
          </p>
        </div>
        {tools ? <div className="relative">{tools}</div> : null}
      </div>
    </li>
  );
}
