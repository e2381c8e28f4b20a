import { lengthOf, rateOf, totalFrames } from "@/editor/time";
import { isActive } from "@/graphql/entities";
import { generateWords, useLastKind } from "@/graphql/last-kind";
import { newestOf, usePickNewest } from "@/graphql/picking";
import type { WholeProject } from "@/graphql/project";
import { Button } from "@/ui/button";
import { plural } from "@/ui/words";
import { Casting } from "./casting";
import { FramingChoice, KindChoice } from "./choices";
import { common, type SceneClip } from "./film";
import { Foot } from "./foot";
import { Bar } from "./head";
import { CommonLength } from "./length-field";
import { LockButton } from "./lock-button";
import type { InspectorProps } from "./props";
import { Section } from "./section";
import { useActs } from "./use-acts";

type ManyPanelProps = InspectorProps & { project: WholeProject; clips: readonly SceneClip[] };

/** Several shots at once: what they share, and changing it for all. */
export function ManyPanel(props: ManyPanelProps) {
  const { project, clips, onClose, onGenerate, onGenerateWith } = props;
  const acts = useActs(project.id);
  const rate = rateOf(project.fps);
  const target = { clipIds: clips.map((clip) => clip.id) };
  const jobs = clips.flatMap((clip) => clip.jobs);
  const pickNewest = usePickNewest();
  const what = useLastKind();
  const fresh = newestOf(clips).length;
  const drawn = clips.filter((clip) => clip.selectedTake).length;
  return (
    <>
      <Bar title={plural(clips.length, "shot")} onClose={onClose}>
        <LockButton clips={clips} />
      </Bar>
      <div className="min-h-0 grow overflow-y-auto">
        <Mosaic clips={clips} ratio={project.width / project.height} />
        <p className="px-4 pb-3 text-xs text-soft tabular-nums">
          {lengthOf(totalFrames(clips), rate)} together, {drawn} of {clips.length} drawn
        </p>
        {fresh > 0 ? (
          <div className="flex items-center gap-2 px-4 pb-3 text-xs tabular-nums">
            <p className="grow">{fresh.toLocaleString("en")} with new takes</p>
            <Button size="sm" onClick={() => pickNewest(clips)}>
              Pick the newest
            </Button>
          </div>
        ) : null}
        <Section title="Shots">
          <div className="flex flex-col gap-3">
            <div className="grid grid-cols-2 gap-3">
              <FramingChoice
                value={common(clips, (clip) => clip.framing)}
                onChange={(framing) => acts.change(clips, "framing", { framing })}
              />
              <KindChoice
                value={common(clips, (clip) => clip.shotKind)}
                onChange={(shotKind) => acts.change(clips, "kind", { shotKind })}
              />
            </div>
            <CommonLength
              key={target.clipIds.join()}
              frames={common(clips, (clip) => clip.durationFrames)}
              rate={rate}
              onChange={(frames) => acts.setLength(clips, frames)}
            />
          </div>
        </Section>
        <Casting projectId={project.id} clips={clips} />
      </div>
      <Foot
        label={generateWords(what, clips.length)}
        target={target}
        active={jobs.some(isActive)}
        onGenerate={onGenerate}
        onOptions={onGenerateWith}
        onCancel={() => void acts.cancelOf(clips)}
      />
    </>
  );
}

const MOST = 6;

function Mosaic({ clips, ratio }: { clips: readonly SceneClip[]; ratio: number }) {
  return (
    <div aria-hidden className="grid grid-cols-3 gap-1 p-4 pb-3">
      {clips.slice(0, MOST).map((clip, index) => (
        <div
          key={clip.id}
          style={{ aspectRatio: ratio }}
          className="relative grid place-items-center overflow-hidden rounded-sm bg-well text-xs text-faint tabular-nums"
        >
          {clip.selectedTake?.thumbnailUrl ? (
            <img
              src={clip.selectedTake.thumbnailUrl}
              alt=""
              className="absolute inset-0 size-full object-cover"
            />
          ) : (
            clip.number
          )}
          {index === MOST - 1 && clips.length > MOST ? (
            <span className="absolute inset-0 grid place-items-center bg-raised text-soft">
              +{clips.length - MOST + 1}
            </span>
          ) : null}
        </div>
      ))}
    </div>
  );
}
