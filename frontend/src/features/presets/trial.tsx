import { useQuery } from "urql";
import { isActive } from "@/graphql/entities";
import { useTick } from "@/graphql/progress";
import { jobWords } from "@/graphql/words";
import { Loop, Still, stillPlease } from "@/ui/media";
import { Progress, Skeleton, Status } from "@/ui/status";
import { TrialQuery } from "./documents";

/** What comes of the latest try, with those before it below. */
export function Trial({ tries }: { tries: readonly string[] }) {
  const [latest, ...before] = tries;
  if (!latest) {
    return (
      <div className="grid aspect-16/9 place-items-center rounded-md border border-dashed border-line px-6 text-center text-sm text-faint">
        What comes of it is shown here.
      </div>
    );
  }
  return (
    <div className="flex flex-col gap-2">
      <Result key={latest} jobId={latest} />
      {before.length > 0 ? (
        <ul aria-label="Earlier tries" className="grid grid-cols-4 gap-2">
          {before.slice(0, 8).map((jobId) => (
            <li key={jobId}>
              <Result jobId={jobId} small />
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  );
}

function Result({ jobId, small = false }: { jobId: string; small?: boolean }) {
  const [{ data, error }] = useQuery({ query: TrialQuery, variables: { id: jobId } });
  const tick = useTick(jobId);
  const job = data?.job;
  if (!job) {
    if (error) return <p className="text-sm text-bad">How far it is could not be read.</p>;
    return <Skeleton className="aspect-16/9" />;
  }
  const [take] = job.takes;
  const { tone, word, progress } = jobWords(job, tick);
  const shown = take ? (take.kind === "VIDEO" ? take.thumbnailUrl : take.url) : tick?.previewUrl;
  const moves = take?.kind === "VIDEO" && !small && !stillPlease();
  return (
    <figure>
      <div className="relative aspect-16/9 overflow-hidden rounded-md bg-stage">
        {shown ? <Still url={small ? (take?.thumbnailUrl ?? shown) : shown} fit="contain" /> : null}
        {moves ? <Loop url={take.url} fit="contain" /> : null}
      </div>
      {small ? (
        <figcaption className="sr-only">{job.prompt}</figcaption>
      ) : (
        <figcaption className="mt-2 flex min-h-6 flex-col gap-1.5" aria-live="polite">
          <Status tone={tone}>{word}</Status>
          {isActive(job) && progress !== null ? (
            <Progress value={progress} label="The sample" />
          ) : null}
          {job.error ? <p className="text-sm text-bad">{job.error.message}</p> : null}
        </figcaption>
      )}
    </figure>
  );
}
