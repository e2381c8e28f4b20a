import {
  Check,
  Columns2,
  Download,
  Info,
  Link as LinkIcon,
  Repeat2,
  Trash2,
  X,
} from "lucide-react";
import { Dialog } from "radix-ui";
import { registry, run } from "@/actions/registry";
import type { Take } from "@/graphql/entities";
import { usePriceTag } from "@/graphql/price-tag";
import { Button, buttonClass, IconButton } from "@/ui/button";
import { Keys } from "@/ui/keys";
import { Tip } from "@/ui/tip";
import type { Mode } from "./compare";

type ToolsProps = {
  title: string;
  caption: string;
  place: string;
  /** The one that is shown; undefined while two are. */
  take: Take | undefined;
  /** What picking it is called; null if it is picked. */
  picking: string | null;
  /** How two takes are compared; null while there is one. */
  mode: Mode | null;
  facts: boolean;
};

const does = (id: string) => () => run(registry.find(id));

export function Tools({ title, caption, place, take, picking, mode, facts }: ToolsProps) {
  const again = usePriceTag(take ? { rerender: take.id } : null);
  return (
    <header className="flex h-12 shrink-0 items-center gap-0.5 border-b border-line px-2 sm:gap-2 sm:px-4">
      <Dialog.Title className="min-w-0 truncate text-sm font-semibold sm:shrink-0">
        {title}
      </Dialog.Title>
      <span className="mr-auto shrink-0 px-1 text-xs text-soft tabular-nums sm:mr-0 sm:px-0">
        {place}
      </span>
      <p className="hidden min-w-0 grow truncate px-2 text-sm text-soft sm:block">{caption}</p>
      {take ? (
        <Button
          size="sm"
          look={take.isSelected ? "quiet" : "primary"}
          aria-pressed={take.isSelected}
          onClick={does("take.pick")}
        >
          {take.isSelected ? <Check size={14} aria-hidden /> : null}
          {take.isSelected ? (picking ?? "Picked") : "Pick"}
          {picking ? <Keys keys="p" /> : null}
        </Button>
      ) : null}
      {mode ? (
        <Button size="sm" look="quiet" onClick={does("take.mode")}>
          {mode === "side" ? "Wipe" : "Side by side"}
          <Keys keys="m" />
        </Button>
      ) : null}
      <IconButton
        label={mode ? "Back to one take" : "Compare two takes"}
        keys="c"
        aria-pressed={mode !== null}
        onClick={does("take.compare")}
      >
        <Columns2 size={16} />
      </IconButton>
      <IconButton
        label="How it was made"
        keys="i"
        aria-pressed={facts}
        onClick={does("take.facts")}
      >
        <Info size={16} />
      </IconButton>
      {take ? (
        <IconButton
          className="max-sm:hidden"
          label="Render again with the same recipe"
          price={again}
          keys="r"
          onClick={does("take.again")}
        >
          <Repeat2 size={16} />
        </IconButton>
      ) : null}
      {take ? (
        <IconButton
          className="max-sm:hidden"
          label="Copy a link to this take"
          keys="l"
          onClick={does("take.share")}
        >
          <LinkIcon size={16} />
        </IconButton>
      ) : null}
      {take ? (
        <Tip label="Download">
          <a
            href={take.url}
            download
            aria-label="Download"
            className={buttonClass("quiet", "sm", "size-8 px-0")}
          >
            <Download size={16} aria-hidden />
          </a>
        </Tip>
      ) : null}
      {take ? (
        <IconButton label="Delete this take" keys="Delete" onClick={does("take.delete")}>
          <Trash2 size={16} />
        </IconButton>
      ) : null}
      <Dialog.Close asChild>
        <IconButton label="Close" keys="Escape">
          <X size={16} />
        </IconButton>
      </Dialog.Close>
    </header>
  );
}
