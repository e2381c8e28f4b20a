import { Link } from "@tanstack/react-router";
import { clsx } from "clsx";
import { Box } from "lucide-react";
import type { Family, Model } from "@/graphql/catalogue";
import { Picture } from "@/ui/picture";
import { Status } from "@/ui/status";
import { MarkButton } from "./mark-button";
import { Rating } from "./rating";
import { familyWords, kindWords, placesWords } from "./words";

type RowProps = {
  model: Model;
  families: ReadonlyMap<string, Family>;
  isOpen: boolean;
  onMark: () => void;
};

/** A model in the list: what it is, of which family, and where its file is. */
export function ModelRow({ model, families, isOpen, onMark }: RowProps) {
  return (
    <li
      className={clsx(
        "relative flex items-center gap-3 rounded-md px-2 py-1.5 transition-colors",
        isOpen ? "bg-accent-wash" : "hover:bg-hover",
      )}
    >
      <Picture
        url={model.coverUrl}
        className="size-10 shrink-0 rounded-sm"
        instead={<Box size={16} aria-hidden />}
      />
      <div className="min-w-0 grow basis-0">
        <Link
          to="/models"
          search={(before) => ({ ...before, model: model.id })}
          data-step
          data-model={model.id}
          aria-current={isOpen}
          className="block truncate text-sm font-medium leading-6 after:absolute after:inset-0 after:rounded-md"
        >
          {model.name}
        </Link>
        <p className="truncate text-xs text-soft">{kindWords(model)}</p>
      </div>
      <p className="w-48 shrink-0 truncate text-xs text-soft max-md:hidden">
        {familyWords(model, families) ?? model.base}
      </p>
      <div className="w-44 shrink-0 truncate max-sm:hidden">
        <Status tone={model.endpoints.length > 0 ? "good" : "idle"}>
          <span className="truncate">{placesWords(model)}</span>
        </Status>
      </div>
      <div className="w-10 shrink-0 max-sm:hidden">
        <Rating rating={model.rating} />
      </div>
      <div className="relative">
        <MarkButton model={model} onPress={onMark} />
      </div>
    </li>
  );
}
