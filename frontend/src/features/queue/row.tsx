import { Link } from "@tanstack/react-router";
import { RotateCcw, X } from "lucide-react";
import { waitOf } from "@/editor/time";
import { isActive, type Job } from "@/graphql/entities";
import { useTick } from "@/graphql/progress";
import { jobWords, KINDS } from "@/graphql/words";
import { IconButton } from "@/ui/button";
import { Progress, Status } from "@/ui/status";

type RowProps = {
  job: Job;
  /** Say of which project it is. */
  named: boolean;
  onCancel: () => void;
  onRetry: () => void;
};

export function JobRow({ job, named, onCancel, onRetry }: RowProps) {
  const tick = useTick(job.id);
  const { tone, word, progress } = jobWords(job, tick);
  const active = isActive(job);
  const title = `${job.clip?.number ?? "Deleted shot"} · ${KINDS[job.kind]}`;
  const eta = tick?.etaSeconds ?? job.etaSeconds;
  const wait = active && eta !== null ? waitOf(eta) : null;
  return (
    <div className="flex gap-3 border-b border-line px-4 py-3">
      <Preview
        number={job.clip?.number ?? ""}
        url={tick?.previewUrl ?? job.takes[0]?.thumbnailUrl ?? null}
      />
      <div className="min-w-0 grow">
        <p className="truncate text-sm font-medium">
          <Link
            to="/projects/$projectId"
            params={{ projectId: job.project.id }}
            search={job.clip ? { clip: job.clip.id } : {}}
            className="hover:underline"
          >
            {title}
          </Link>
          {named ? <span className="ml-2 font-normal text-faint">{job.project.name}</span> : null}
        </p>
        <div className="mt-0.5 flex items-center justify-between gap-2">
          <Status tone={tone}>
            <span className="line-clamp-1">{word}</span>
          </Status>
          <span className="shrink-0 text-xs text-faint tabular-nums">{wait}</span>
        </div>
        {progress === null ? null : (
          <div className="mt-1.5">
            <Progress value={progress} label={`Progress of ${title}`} />
          </div>
        )}
        {job.error ? (
          <p className="mt-1 text-xs text-soft wrap-anywhere">{job.error.message}</p>
        ) : null}
        <p className="mt-0.5 text-2xs text-faint">{job.endpoint.name}</p>
      </div>
      {active && job.state !== "CANCELLING" ? (
        <IconButton small label={`Cancel ${title}`} onClick={onCancel}>
          <X size={14} />
        </IconButton>
      ) : null}
      {job.canRetry ? (
        <IconButton small label={`Try ${title} again`} onClick={onRetry}>
          <RotateCcw size={14} />
        </IconButton>
      ) : null}
    </div>
  );
}

function Preview({ url, number }: { url: string | null; number: string }) {
  return (
    <div
      aria-hidden
      className="grid h-10 w-[71px] shrink-0 place-items-center overflow-hidden rounded-sm bg-well text-xs text-faint"
    >
      {url ? <img src={url} alt="" className="size-full object-cover" /> : number}
    </div>
  );
}
