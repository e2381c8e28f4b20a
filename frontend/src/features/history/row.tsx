import { Link } from "@tanstack/react-router";
import { Repeat2 } from "lucide-react";
import { isActive } from "@/graphql/entities";
import { usePriceTag } from "@/graphql/price-tag";
import { useTick } from "@/graphql/progress";
import { useRerender } from "@/graphql/rerender";
import { jobWords, KINDS } from "@/graphql/words";
import { IconButton } from "@/ui/button";
import { momentWords } from "@/ui/moments";
import { dollars } from "@/ui/money";
import { Status } from "@/ui/status";
import type { Render } from "./documents";
import { tookOf } from "./words";

/** One render: what was asked for, how it went, and its takes. */
export function Row({ render }: { render: Render }) {
  const rerender = useRerender();
  const { clip, project, model, seed, endpoint, requestedBy, error, spent } = render;
  const tick = useTick(isActive(render) ? render.id : undefined);
  const { tone, word } = jobWords(render, tick);
  const [first] = render.takes;
  const again = usePriceTag(first ? { rerender: first.id } : null);
  const took = tookOf(render.startedAt, render.finishedAt);
  const facts = [
    KINDS[render.kind],
    model ?? "model left to the endpoint",
    `seed ${seed}`,
    endpoint.name,
    requestedBy.name,
  ];
  return (
    <li className="flex items-start gap-4 px-4 py-3 text-sm">
      <Takes render={render} />
      <div className="min-w-0 grow">
        <p className="flex items-baseline gap-2">
          <Link
            to="/projects/$projectId"
            params={{ projectId: project.id }}
            search={clip ? { clip: clip.id } : {}}
            className="min-w-0 truncate font-medium hover:underline"
          >
            {clip ? `${project.name}, ${clip.number || clip.name}` : project.name}
          </Link>
          <time
            dateTime={render.createdAt}
            className="ml-auto shrink-0 text-xs text-soft tabular-nums"
          >
            {momentWords(render.createdAt)}
          </time>
        </p>
        <p className="mt-0.5 line-clamp-2 wrap-anywhere" title={render.prompt}>
          {render.prompt || <span className="text-soft">No prompt of its own</span>}
        </p>
        <p className="mt-1 truncate text-xs text-soft tabular-nums" title={facts.join(" · ")}>
          {facts.filter(Boolean).join(" · ")}
        </p>
        {error && render.state === "FAILED" ? (
          <p className="mt-1 text-xs text-bad wrap-anywhere">{error.message}</p>
        ) : null}
      </div>
      <div className="flex w-32 shrink-0 flex-col items-end gap-0.5 text-xs tabular-nums">
        <Status tone={tone}>{word}</Status>
        <span className="text-soft">{took}</span>
        <span className="text-soft">{dollars(spent)}</span>
      </div>
      {first ? (
        <IconButton
          label="Render again with the same recipe"
          price={again}
          onClick={() => void rerender(first.id)}
        >
          <Repeat2 size={16} aria-hidden />
        </IconButton>
      ) : (
        <span className="size-8 shrink-0" />
      )}
    </li>
  );
}

const SHOWN = 1;

/** The first of its takes, large enough to know it by, and how many more there are. */
function Takes({ render: { takes, project, clip } }: { render: Render }) {
  const [first] = takes;
  const box = "relative block aspect-[16/9] w-28 shrink-0 overflow-hidden rounded-sm bg-well";
  if (!first) return <span aria-hidden className={box} />;
  return (
    <Link
      to="/projects/$projectId"
      params={{ projectId: project.id }}
      search={{ ...(clip ? { clip: clip.id } : {}), take: first.id }}
      aria-label={takes.length > SHOWN ? `Open its ${takes.length} takes` : "Open its take"}
      className={box}
    >
      {first.thumbnailUrl ? (
        <img src={first.thumbnailUrl} alt="" loading="lazy" className="size-full object-cover" />
      ) : null}
      {takes.length > SHOWN ? (
        <span
          aria-hidden
          className="absolute bottom-1 right-1 h-4 rounded-sm bg-raised px-1 text-2xs text-ink tabular-nums"
        >
          {takes.length}
        </span>
      ) : null}
    </Link>
  );
}
