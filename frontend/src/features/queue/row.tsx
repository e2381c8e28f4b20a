import { Link } from "@tanstack/react-router";
import { Ellipsis, RotateCcw, X } from "lucide-react";
import { isActive, type Job } from "@/graphql/entities";
import { usePriceTag } from "@/graphql/price-tag";
import { useTick } from "@/graphql/progress";
import { jobWords, KINDS, PRIORITIES } from "@/graphql/words";
import { IconButton } from "@/ui/button";
import { Menu, type MenuItem } from "@/ui/menu";
import { Progress, Status } from "@/ui/status";
import { useNow } from "./use-now";
import { etaWords, leftOf } from "./words";

type RowProps = {
  job: Job;
  /** Say of which project it is. */
  named: boolean;
  menu: MenuItem[];
  onCancel: () => void;
  onRetry: () => void;
};

export function JobRow({ job, named, ...does }: RowProps) {
  const tick = useTick(job.id);
  const { tone, word, progress } = jobWords(job, tick, useNow(job.notBefore));
  const title = `${job.clip?.number ?? "Deleted shot"} · ${KINDS[job.kind]}`;
  const eta = (tick && etaWords(leftOf(tick))) ?? etaWords(leftOf(job));
  const wait = isActive(job) && job.pausedAt === null ? eta : null;
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
        <div className="mt-0.5">
          <Status tone={tone}>
            <span className="line-clamp-1 tabular-nums">{word}</span>
          </Status>
        </div>
        {progress === null ? null : (
          <div className="mt-1.5">
            <Progress value={progress} label={`Progress of ${title}`} />
          </div>
        )}
        {job.error ? (
          <p className="mt-1 text-xs text-soft wrap-anywhere">{job.error.message}</p>
        ) : null}
        <Where job={job} wait={wait} />
      </div>
      <Does job={job} title={title} {...does} />
    </div>
  );
}

/** Where it is rendered, how urgent it is where that is not the usual, and how long it takes. */
function Where({ job, wait }: { job: Job; wait: string | null }) {
  const urgent = job.state === "QUEUED" && job.priority !== "NORMAL";
  return (
    <p className="mt-0.5 flex justify-between gap-2 text-2xs text-faint">
      <span className="truncate">
        {urgent ? <b className="font-semibold text-soft">{PRIORITIES[job.priority]} · </b> : null}
        {job.endpoint.name}
      </span>
      <span className="shrink-0 tabular-nums">{wait}</span>
    </p>
  );
}

type DoesProps = Omit<RowProps, "named"> & { title: string };

function Does({ job, title, menu, onCancel, onRetry }: DoesProps) {
  const again = usePriceTag(job.canRetry ? { again: job.id } : null);
  return (
    <div className="-mr-2 flex shrink-0 gap-0.5">
      {isActive(job) && job.state !== "CANCELLING" ? (
        <IconButton small label={`Cancel ${title}`} onClick={onCancel}>
          <X size={14} />
        </IconButton>
      ) : null}
      {job.canRetry ? (
        <IconButton small label={`Try ${title} again`} price={again} onClick={onRetry}>
          <RotateCcw size={14} />
        </IconButton>
      ) : null}
      <Menu items={menu} label={`More for ${title}`}>
        <IconButton small label={`More for ${title}`}>
          <Ellipsis size={14} />
        </IconButton>
      </Menu>
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
