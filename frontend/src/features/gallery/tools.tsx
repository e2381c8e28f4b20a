import { Check, Columns2, Download, Info, Trash2, X } from "lucide-react";
import { Dialog } from "radix-ui";
import { registry, run } from "@/actions/registry";
import type { Take } from "@/graphql/entities";
import { Button, buttonClass, IconButton } from "@/ui/button";
import { Keys } from "@/ui/keys";
import { Tip } from "@/ui/tip";
import type { Mode } from "./compare";

type ToolsProps = {
  title: string;
  caption: string;
  place: string;
  take: Take | undefined;
  /** How two takes are compared; null while there is one. */
  mode: Mode | null;
  facts: boolean;
};

const does = (id: string) => () => run(registry.find(id));

export function Tools({ title, caption, place, take, mode, facts }: ToolsProps) {
  return (
    <header className="flex h-12 shrink-0 items-center gap-2 border-b border-line px-4">
      <Dialog.Title className="text-sm font-semibold">{title}</Dialog.Title>
      <span className="text-xs text-faint tabular-nums">{place}</span>
      <p className="min-w-0 grow truncate px-2 text-sm text-soft">{caption}</p>
      {take ? (
        <Button
          size="sm"
          look={take.isSelected ? "quiet" : "primary"}
          aria-pressed={take.isSelected}
          onClick={does("take.pick")}
        >
          <Check size={14} aria-hidden />
          {take.isSelected ? "Picked" : "Pick"}
          {take.isSelected ? null : <Keys keys="p" />}
        </Button>
      ) : null}
      {mode ? (
        <Button size="sm" look="quiet" onClick={does("take.mode")}>
          {mode === "side" ? "Wipe" : "Side by side"}
          <Keys keys="m" />
        </Button>
      ) : null}
      <IconButton
        label="Compare two takes"
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
      <IconButton label="Delete this take" keys="Delete" onClick={does("take.delete")}>
        <Trash2 size={16} />
      </IconButton>
      <Dialog.Close asChild>
        <IconButton label="Close" keys="Escape">
          <X size={16} />
        </IconButton>
      </Dialog.Close>
    </header>
  );
}
