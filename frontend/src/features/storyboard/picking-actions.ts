import type { Action } from "@/actions/registry";
import type { Clip } from "@/graphql/entities";
import { lockWords } from "@/graphql/locking";
import { newestOf } from "@/graphql/picking";
import { plural } from "@/ui/words";
import type { BoardModel } from "./use-board";
import { NO_NEW } from "./words";

/** Taking what was made last, of the chosen shots and of all that are shown. */
export function pickingActions({ data, shots }: BoardModel): Action[] {
  const chosen = () => clipsOf(data.clips, shots.choosing.ids());
  const shown = () => clipsOf(data.clips, data.shown);
  const few = newestOf(chosen()).length;
  const many = newestOf(shown()).length;
  return [
    {
      id: "board.pickNewest",
      label: few > 1 ? `Pick the newest take of ${plural(few, "shot")}` : "Pick the newest take",
      group: "Takes",
      keys: "p",
      blocked: few === 0 ? NO_NEW : null,
      run: () => shots.pickNewest(chosen()),
    },
    {
      id: "board.pickNewestShown",
      label: "Pick the newest takes of all shots shown",
      group: "Takes",
      blocked: many === 0 ? NO_NEW : null,
      run: () => shots.pickNewest(shown()),
    },
  ];
}

const MOST_FILES = 500;

/** What the chosen shots show, as one archive of files. */
export function downloading({ data, shots }: BoardModel): Action {
  const takes = () =>
    clipsOf(data.clips, shots.choosing.ids()).flatMap(({ selectedTake }) => selectedTake?.id ?? []);
  const count = takes().length;
  const most = MOST_FILES.toLocaleString("en");
  return {
    id: "board.download",
    label:
      count > 1
        ? `Download the picked takes of ${plural(count, "shot")}`
        : "Download the picked take",
    group: "Takes",
    blocked:
      count === 0
        ? "These shots show nothing yet"
        : count > MOST_FILES
          ? `Choose ${most} shots at most`
          : null,
    run() {
      const link = document.createElement("a");
      link.href = `/downloads?${new URLSearchParams(takes().map((id) => ["take", id]))}`;
      link.download = "";
      link.click();
    },
  };
}

/** Keeping the chosen shots from requests for many. */
export function lockingActions({ data, shots }: BoardModel): Action[] {
  const chosen = () => clipsOf(data.clips, shots.choosing.ids());
  return [
    {
      id: "board.lock",
      label: lockWords(chosen()),
      group: "Edit",
      keys: "Shift+L",
      blocked: chosen().length === 0 ? "Choose a shot first" : null,
      run: () => shots.lock(chosen()),
    },
  ];
}

function clipsOf(clips: readonly Clip[], ids: readonly string[]): Clip[] {
  const wanted = new Set(ids);
  return clips.filter(({ id }) => wanted.has(id));
}
