import { Bookmark } from "lucide-react";
import type { Model } from "@/graphql/catalogue";
import { IconButton } from "@/ui/button";

type MarkButtonProps = {
  model: Pick<Model, "name" | "isBookmarked">;
  keys?: string;
  onPress: () => void;
};

/** Marks a model, to find it again. */
export function MarkButton({ model, keys, onPress }: MarkButtonProps) {
  const { name, isBookmarked } = model;
  return (
    <IconButton
      label={isBookmarked ? `Unmark ${name}` : `Mark ${name}`}
      keys={keys}
      aria-pressed={isBookmarked}
      onClick={onPress}
      className={isBookmarked ? "text-accent" : ""}
    >
      <Bookmark size={16} fill={isBookmarked ? "currentColor" : "none"} />
    </IconButton>
  );
}
