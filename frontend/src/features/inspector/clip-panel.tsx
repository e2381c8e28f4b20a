import { useQuery } from "urql";
import { useActions } from "@/actions/registry";
import { rateOf } from "@/editor/time";
import { isActive } from "@/graphql/entities";
import { GENERATE, useLastKind } from "@/graphql/last-kind";
import { newAmong, newestOf, usePickNewest } from "@/graphql/picking";
import type { WholeProject } from "@/graphql/project";
import { useAgain } from "@/graphql/use-again";
import { Casting } from "./casting";
import { ClipDetails } from "./documents";
import { type Found, toldRender } from "./film";
import { enter } from "./focus";
import { Foot } from "./foot";
import { Bar, Leaf, Name } from "./head";
import { LockButton } from "./lock-button";
import { OwnFile } from "./own-file";
import { Picture } from "./picture";
import { Prompts } from "./prompts";
import type { InspectorProps } from "./props";
import { Renders } from "./renders";
import { Shot } from "./shot";
import { StaleNote } from "./stale-note";
import { Takes } from "./takes";
import { UnreadPart } from "./unread-part";
import { useActs } from "./use-acts";

type ClipPanelProps = InspectorProps & { project: WholeProject; found: Found };

/** One shot, all of it. */
export function ClipPanel(props: ClipPanelProps) {
  const { project, found, onInspect, onOpenTake } = props;
  const { clip } = found;
  const { details, failed, again } = useDetails(clip.id);
  const acts = useActs(project.id);
  const jobs = details?.recent ?? clip.jobs;
  const pickNewest = usePickNewest();
  const what = useLastKind();
  const title = `Shot ${clip.number}`;
  useClipActions(found, onInspect);
  return (
    <>
      <Bar title={title} onClose={props.onClose}>
        <LockButton clips={[clip]} />
        <Leaf found={found} onInspect={onInspect} />
      </Bar>
      <div className="min-h-0 grow overflow-y-auto">
        <Name key={`${clip.id} name`} found={found} />
        <Picture
          key={clip.id}
          title={title}
          take={clip.selectedTake}
          render={toldRender(jobs)}
          ratio={project.width / project.height}
          onOpen={onOpenTake}
          onRetry={(job) => void acts.retry(job.id)}
          fresh={clip.newTakeCount}
          onPickNewest={newestOf([clip]).length > 0 ? () => pickNewest([clip]) : null}
        />
        <StaleNote clipId={clip.id} onUpdate={props.onGenerateWith} />
        <Shot projectId={project.id} found={found} rate={rateOf(project.fps)} acts={acts} />
        <Casting projectId={project.id} clips={[clip]} />
        <Prompts found={found} />
        <Takes
          takes={details?.gallery}
          unread={failed ? <UnreadPart what="takes" onAgain={again} /> : null}
          count={clip.galleryCount}
          fresh={newAmong(details?.gallery ?? [], clip.pickedAt)}
          onOpen={onOpenTake}
          onPick={(takeId) => acts.pick(takeId, clip)}
        />
        <OwnFile clipId={clip.id} title={title} />
        <Renders
          jobs={details?.recent}
          unread={failed ? <UnreadPart what="renders" onAgain={again} /> : null}
          onCancel={(job) => void acts.cancel([job])}
          onRetry={(job) => void acts.retry(job.id)}
        />
      </div>
      <Foot
        label={GENERATE[what]}
        target={{ clipIds: [clip.id] }}
        active={jobs.some(isActive)}
        onGenerate={props.onGenerate}
        onOptions={props.onGenerateWith}
        onCancel={() => void acts.cancelOf([clip])}
      />
    </>
  );
}

/** What there is of a shot beyond the project's reading. */
function useDetails(clipId: string) {
  const [{ data, error, fetching }, reread] = useQuery({
    query: ClipDetails,
    variables: { clipId },
  });
  const details = data?.clip?.id === clipId ? data.clip : undefined;
  const again = () => reread({ requestPolicy: "network-only" });
  const failed = error !== undefined && !details && !fetching;
  useAgain(failed, again);
  return { details, failed, again };
}

function useClipActions({ previousId, nextId }: Found, onInspect: (clipId: string) => void) {
  useActions([
    {
      id: "inspector.previous",
      label: "Previous shot",
      group: "Go to",
      keys: ",",
      blocked: previousId ? null : "This is the first shot",
      run: () => previousId && onInspect(previousId),
    },
    {
      id: "inspector.next",
      label: "Next shot",
      group: "Go to",
      keys: ".",
      blocked: nextId ? null : "This is the last shot",
      run: () => nextId && onInspect(nextId),
    },
    {
      id: "inspector.prompt",
      label: "Write the picture prompt",
      group: "Edit",
      keys: "e",
      run: () => enter("Prompts", "imagePrompt"),
    },
  ]);
}
