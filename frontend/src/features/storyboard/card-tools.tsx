import { Expand, MoreHorizontal, Paintbrush } from "lucide-react";
import type { Clip } from "@/graphql/entities";
import { GENERATE, useLastKind } from "@/graphql/last-kind";
import { usePriceTag } from "@/graphql/price-tag";
import { IconButton } from "@/ui/button";
import { Menu } from "@/ui/menu";
import { useBoardActs } from "./board-acts";
import { useShotMenu } from "./use-menus";

type CardToolsProps = { clip: Clip; reachable: boolean; narrow: boolean };

/** What a shot is most often asked for, over its picture. */
export function CardTools({ clip, reachable, narrow }: CardToolsProps) {
  const acts = useBoardActs();
  const items = useShotMenu();
  const what = useLastKind();
  const target = { clipIds: [clip.id] };
  const price = usePriceTag({ now: target });
  const tabIndex = reachable ? 0 : -1;
  return (
    <div className="absolute right-1.5 top-1.5 flex gap-1 opacity-0 transition-opacity group-focus-within:opacity-100 group-hover:opacity-100 has-[[data-state=open]]:opacity-100">
      <IconButton
        small
        look="plain"
        label={GENERATE[what]}
        keys="g"
        price={price}
        tabIndex={tabIndex}
        onClick={() => acts.generate(target)}
      >
        <Paintbrush size={14} />
      </IconButton>
      {clip.selectedTake && !narrow ? (
        <IconButton
          small
          look="plain"
          label="Open the picture"
          keys="Enter"
          tabIndex={tabIndex}
          onClick={() => acts.open(clip.id)}
        >
          <Expand size={14} />
        </IconButton>
      ) : null}
      <Menu items={items} label={`Shot ${clip.number}`}>
        <IconButton
          small
          look="plain"
          label="More"
          tabIndex={tabIndex}
          onPointerDown={() => acts.grasp(clip.id)}
        >
          <MoreHorizontal size={14} />
        </IconButton>
      </Menu>
    </div>
  );
}
