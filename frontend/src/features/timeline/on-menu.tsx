import { type MouseEvent, type ReactNode, useState } from "react";
import { useActionMenu } from "@/actions/menu";
import { MenuOn } from "@/ui/menu";
import { useDesk } from "./desk";

const SHOT = [
  "timeline.open",
  "timeline.picture",
  "|",
  "timeline.generate",
  "timeline.generateWith",
  "|",
  "timeline.split",
  "timeline.merge",
  "timeline.duplicate",
  "timeline.head.playhead",
  "timeline.end.playhead",
  "|",
  "timeline.turn.CUT",
  "timeline.turn.DISSOLVE",
  "timeline.turn.FADE",
  "timeline.turn.WIPE",
  "|",
  "timeline.delete",
];
const SOUND = [
  "timeline.mute",
  "timeline.rename",
  "timeline.soundToPlayhead",
  "|",
  "timeline.align",
  "timeline.alignBars",
  "|",
  "timeline.sound.up",
  "timeline.sound.down",
  "|",
  "timeline.delete",
];
const DANGER = new Set(["timeline.delete"]);

/** What can be done with the chosen shots. */
export function useShotMenu() {
  const { film, selection } = useDesk();
  const { ids } = selection;
  const one = ids.size === 1 ? film.shots.find(({ clip }) => ids.has(clip.id)) : undefined;
  const checked = new Set(one ? [`timeline.turn.${one.clip.transitionKind}`] : []);
  return useActionMenu(SHOT, { danger: DANGER, checked });
}

/** What can be done with the chosen sound. */
export function useSoundMenu() {
  return useActionMenu(SOUND, { danger: DANGER });
}

/** The same where the secondary button is pressed on one of them, which is chosen by that. */
export function OnMenu({ children }: { children: ReactNode }) {
  const { acts } = useDesk();
  const [on, setOn] = useState<"shot" | "sound">("shot");
  const [shots, sounds] = [useShotMenu(), useSoundMenu()];

  function aim(event: MouseEvent): void {
    const node = event.target instanceof Element ? event.target : null;
    const clipId = node?.closest("[data-clip]")?.getAttribute("data-clip");
    const trackId = node?.closest("[data-sound]")?.getAttribute("data-sound");
    if (clipId) acts.take(clipId);
    else if (trackId && !node?.closest("input")) acts.chooseTrack(trackId);
    else event.stopPropagation();
    setOn(clipId ? "shot" : "sound");
  }
  return (
    <MenuOn items={on === "shot" ? shots : sounds}>
      <div className="relative" onContextMenuCapture={aim}>
        {children}
      </div>
    </MenuOn>
  );
}
