import { Film } from "lucide-react";
import { useState } from "react";
import { isActive, type Job, type Poster } from "@/graphql/entities";
import { usePriceTag } from "@/graphql/price-tag";
import { useTick } from "@/graphql/progress";
import { jobWords } from "@/graphql/words";
import { Button, PricedButton } from "@/ui/button";
import { Loop, Still, stillPlease } from "@/ui/media";
import { Progress, Status } from "@/ui/status";
import { plural } from "@/ui/words";

type PictureProps = {
  title: string;
  take: Poster | null;
  /** The render to tell of, if there was one. */
  render: Job | null;
  /** Width by height of the film. */
  ratio: number;
  onOpen: (takeId: string) => void;
  onRetry: (job: Job) => void;
  /** How many takes came since this one was picked. */
  fresh: number;
  /** Shows the newest take; null if it is the one that is shown. */
  onPickNewest: (() => void) | null;
};

/** The shot as it is now, or as it is becoming, and how that goes. */
export function Picture(props: PictureProps) {
  const { title, take, render, ratio, fresh, onOpen, onRetry, onPickNewest } = props;
  const underWay = render !== null && isActive(render);
  const tick = useTick(underWay ? render.id : undefined);
  const { tone, word, progress } = underWay ? jobWords(render, tick) : ended(render, take);
  const failed = render?.state === "FAILED" ? render : null;
  const again = usePriceTag(failed?.canRetry ? { again: failed.id } : null, true);
  const frame = { aspectRatio: ratio, maxHeight: "24rem" };
  return (
    <div className="px-4 pt-1">
      {take ? (
        <button
          type="button"
          aria-label={`Open the picked take of ${title}`}
          onClick={() => onOpen(take.id)}
          style={frame}
          className="relative mx-auto block w-full overflow-hidden rounded-md bg-stage"
        >
          <Moving take={take} preview={tick?.previewUrl ?? null} />
        </button>
      ) : (
        <div
          style={frame}
          className="relative mx-auto grid w-full place-items-center overflow-hidden rounded-md bg-well"
        >
          {tick?.previewUrl ? (
            <Still url={tick.previewUrl} fit="contain" />
          ) : (
            <p className="text-xs text-faint">{underWay ? "On its way" : "Nothing drawn yet"}</p>
          )}
        </div>
      )}
      <div className="mt-1 h-1">
        {progress === null ? null : <Progress value={progress} label={`Rendering ${title}`} />}
      </div>
      <div className="flex h-8 items-center gap-2">
        <span className="min-w-0 grow truncate tabular-nums" title={word}>
          <Status tone={tone}>
            {word}
            {fresh > 0 ? ` · ${plural(fresh, "new take")}` : null}
          </Status>
        </span>
        {failed?.canRetry ? (
          <PricedButton size="sm" price={again} onClick={() => onRetry(failed)}>
            Try again
          </PricedButton>
        ) : null}
        {onPickNewest && !underWay && !failed ? (
          <Button size="sm" onClick={onPickNewest}>
            {fresh > 1 ? "Pick the newest" : "Pick the new take"}
          </Button>
        ) : null}
      </div>
      {failed ? (
        <p className="pb-3 text-xs text-bad wrap-anywhere">
          {failed.error?.message ?? failed.message ?? "The endpoint gave no reason."}
        </p>
      ) : null}
    </div>
  );
}

function ended(render: Job | null, take: Poster | null) {
  if (render?.state === "FAILED") return { tone: "bad" as const, word: "Failed", progress: null };
  return take
    ? { tone: "good" as const, word: "Done", progress: null }
    : { tone: "idle" as const, word: "Nothing yet", progress: null };
}

function Moving({ take, preview }: { take: Poster; preview: string | null }) {
  const [near, setNear] = useState(false);
  const still = preview ?? take.thumbnailUrl ?? (take.kind === "IMAGE" ? take.url : null);
  const large = preview === null && take.kind === "IMAGE" ? take.url : null;
  const plays = take.kind === "VIDEO" && near && preview === null;
  return (
    <span
      className="absolute inset-0 block"
      onPointerEnter={() => setNear(!stillPlease())}
      onPointerLeave={() => setNear(false)}
    >
      {still ? <Still url={still} fit="contain" /> : null}
      {large ? <Still key={large} url={large} fit="contain" /> : null}
      {plays ? <Loop url={take.url} fit="contain" /> : null}
      {take.kind === "VIDEO" && !plays ? (
        <span className="absolute bottom-2 right-2 grid size-6 place-items-center rounded-sm bg-raised text-ink">
          <Film size={14} aria-label="Video" />
        </span>
      ) : null}
    </span>
  );
}
