import type { Rate } from "@/editor/time";
import { Chips, useCast } from "./cast";
import { FramingChoice, KindChoice } from "./choices";
import type { Found } from "./film";
import { ClipLength } from "./length-field";
import { Section } from "./section";
import { TextDraft } from "./text-draft";
import { UnreadPart } from "./unread-part";
import type { Acts } from "./use-acts";

type ShotProps = { projectId: string; found: Found; rate: Rate; acts: Acts };

export function Shot({ projectId, found, rate, acts }: ShotProps) {
  const { clip, scene } = found;
  const { cast, waiting, failed, again } = useCast(projectId);
  return (
    <Section title="Shot">
      <div className="flex flex-col gap-3">
        <div className="grid grid-cols-2 gap-3">
          <FramingChoice
            value={clip.framing}
            onChange={(framing) => acts.change([clip], "framing", { framing })}
          />
          <KindChoice
            value={clip.shotKind}
            onChange={(shotKind) => acts.change([clip], "kind", { shotKind })}
          />
        </div>
        <div className="grid grid-cols-2 gap-3">
          <ClipLength key={clip.id} clip={clip} rate={rate} />
          <dl className="flex min-w-0 flex-col gap-1">
            <dt className="text-xs font-medium text-soft">Scene</dt>
            <dd className="line-clamp-3 pt-1.5 text-xs wrap-anywhere" title={scene.name}>
              {scene.name}
            </dd>
          </dl>
        </div>
        <TextDraft
          id={clip.id}
          field="caption"
          value={clip.caption}
          what={`words of shot ${clip.number}`}
          label="What happens or is said"
        />
        <Chips key={clip.id} names={clip.characters} cast={cast} />
        {failed && !waiting ? <UnreadPart what="cast" onAgain={again} /> : null}
      </div>
    </Section>
  );
}
