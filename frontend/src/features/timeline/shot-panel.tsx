import { MoreHorizontal } from "lucide-react";
import { lengthOf, timecode } from "@/editor/time";
import type { TransitionKind } from "@/editor/transitions";
import { mediaFrames } from "@/editor/trimming";
import { Button, IconButton } from "@/ui/button";
import { Menu } from "@/ui/menu";
import { plural } from "@/ui/words";
import { type FilmShot, useDesk } from "./desk";
import { useShotMenu } from "./on-menu";
import { Choice, NumberBox, Panel, Row } from "./panel";
import type { ClipActs } from "./use-clip-acts";

const TURNS: readonly { value: TransitionKind; label: string }[] = [
  { value: "CUT", label: "Cut" },
  { value: "DISSOLVE", label: "Dissolve" },
  { value: "FADE", label: "Fade through black" },
  { value: "WIPE", label: "Wipe" },
];

type ShotPanelProps = { shot: FilmShot; acts: ClipActs; ripple: boolean };

/** Where a shot lies, and how it comes out of the one before it. */
export function ShotPanel({ shot, acts, ripple }: ShotPanelProps) {
  const { rate, acts: desk } = useDesk();
  const { clip, start, end } = shot;
  const menu = useShotMenu();
  const media = mediaFrames(clip.selectedTake, rate);
  const { transitionKind: kind, transitionFrames: frames } = clip;
  return (
    <Panel
      label="Shot on the timeline"
      title={`Shot ${clip.number}`}
      tools={
        <Menu items={menu} label={`Shot ${clip.number}`}>
          <IconButton small label="More">
            <MoreHorizontal size={14} />
          </IconButton>
        </Menu>
      }
    >
      <p className="line-clamp-2 text-xs text-soft">{clip.caption || clip.name}</p>
      <div className="flex flex-col gap-0.5">
        <Row label="From">{timecode(start, rate)}</Row>
        <Row label="To">{timecode(end, rate)}</Row>
        <Row label="Length">
          <NumberBox
            label="Length in frames"
            value={clip.durationFrames}
            unit={`frames, ${lengthOf(clip.durationFrames, rate)}`}
            min={1}
            onChange={(value) => void acts.trim(clip, value, ripple)}
          />
        </Row>
        {media === null ? null : (
          <Row label="Take from">
            <NumberBox
              label="First frame of the take that is seen"
              value={clip.sourceFrame}
              unit={media < Number.POSITIVE_INFINITY ? `of ${plural(media, "frame")}` : "frames"}
              min={0}
              max={Math.max(clip.sourceFrame, Math.min(2 ** 30, media) - 1)}
              onChange={(frame) => void acts.slip(clip, frame)}
            />
          </Row>
        )}
        <Row label="Begins with">
          <Choice
            label="How the shot begins"
            value={kind}
            choices={TURNS}
            onChange={(value) => acts.turn(clip, { kind: value })}
          />
        </Row>
        {kind === "CUT" ? null : (
          <Row label="Over">
            <NumberBox
              label="Frames of the transition"
              value={frames}
              unit={`frames, ${lengthOf(frames, rate)}`}
              min={1}
              max={1000}
              onChange={(value) => acts.turn(clip, { kind, frames: value })}
            />
          </Row>
        )}
      </div>
      <Button size="sm" className="self-start" onClick={() => desk.open(clip.id)}>
        All of the shot
      </Button>
    </Panel>
  );
}
