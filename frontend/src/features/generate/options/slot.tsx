import { useState } from "react";
import { useQuery } from "urql";
import type { ResultOf } from "@/graphql/tada";
import { Button } from "@/ui/button";
import { Still } from "@/ui/media";
import { Skeleton } from "@/ui/status";
import { PicturesQuery } from "./documents";

type Picture = ResultOf<typeof PicturesQuery>["takes"]["nodes"][number];

type SlotsProps = {
  legend: string;
  projectId: string;
  /** What each is for, and the take that is chosen for it. */
  slots: readonly { id: string; label: string; takeId: string | null }[];
  onTake: (id: string, takeId: string | null) => void;
};

/** Pictures of the film, each for something: one is chosen at a time. */
export function Slots({ legend, projectId, slots, onTake }: SlotsProps) {
  const [choosing, choose] = useState<string | null>(null);
  const open = slots.find(({ id }) => id === choosing);
  function take(id: string, takeId: string | null) {
    onTake(id, takeId);
    choose(null);
  }
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-1 text-xs font-medium text-soft">{legend}</legend>
      <div className="flex flex-wrap gap-3">
        {slots.map(({ id, label, takeId }) => (
          <Slot
            key={id}
            {...{ label, projectId, takeId }}
            open={choosing === id}
            onOpen={() => choose(choosing === id ? null : id)}
            onClear={() => take(id, null)}
          />
        ))}
      </div>
      {open ? (
        <Picker
          projectId={projectId}
          takeId={open.takeId}
          onTake={(takeId) => take(open.id, takeId)}
        />
      ) : null}
    </fieldset>
  );
}

type SlotProps = {
  label: string;
  projectId: string;
  takeId: string | null;
  open: boolean;
  onOpen: () => void;
  onClear: () => void;
};

function Slot({ label, projectId, takeId, open, onOpen, onClear }: SlotProps) {
  const [{ data }] = useQuery({
    query: PicturesQuery,
    variables: { projectId },
    pause: takeId === null,
  });
  const picture = data?.takes.nodes.find(({ id }) => id === takeId);
  return (
    <div className="flex items-center gap-2">
      <div className="relative h-12 w-20 shrink-0 overflow-hidden rounded-sm bg-well">
        {picture ? <Still url={picture.thumbnailUrl ?? picture.url} fit="cover" /> : null}
      </div>
      <div>
        <p className="text-xs text-soft">{label}</p>
        <div className="flex gap-1">
          <Button
            size="sm"
            look={open ? "plain" : "quiet"}
            aria-expanded={open}
            aria-label={`${takeId ? "Another" : "Choose"}: ${label}`}
            onClick={onOpen}
          >
            {takeId ? "Another" : "Choose"}
          </Button>
          {takeId ? (
            <Button size="sm" look="quiet" aria-label={`None: ${label}`} onClick={onClear}>
              None
            </Button>
          ) : null}
        </div>
      </div>
    </div>
  );
}

type PickerProps = { projectId: string; takeId: string | null; onTake: (id: string) => void };

/** The pictures of the film, the newest first. */
function Picker({ projectId, takeId, onTake }: PickerProps) {
  const [{ data, error, fetching }, reread] = useQuery({
    query: PicturesQuery,
    variables: { projectId },
    requestPolicy: "cache-and-network",
  });
  if (!data) {
    if (!error || fetching) return <Skeleton className="h-24" />;
    return (
      <p className="flex items-center gap-2 text-sm">
        The pictures could not be read.
        <Button size="sm" onClick={() => reread({ requestPolicy: "network-only" })}>
          Try again
        </Button>
      </p>
    );
  }
  const { nodes, totalCount } = data.takes;
  if (nodes.length === 0) {
    return (
      <p className="text-sm text-soft">This film has no pictures yet. Generate stills first.</p>
    );
  }
  return (
    <>
      <ul
        aria-label="Pictures of this film"
        className="grid max-h-56 grid-cols-4 gap-1.5 overflow-y-auto rounded-md bg-well p-1.5 sm:grid-cols-5"
      >
        {nodes.map((picture) => (
          <li key={picture.id}>
            <Choice picture={picture} isChosen={picture.id === takeId} onTake={onTake} />
          </li>
        ))}
      </ul>
      {totalCount > nodes.length ? (
        <p className="text-xs text-faint">The newest {nodes.length} are shown.</p>
      ) : null}
    </>
  );
}

type ChoiceProps = { picture: Picture; isChosen: boolean; onTake: (id: string) => void };

function Choice({ picture, isChosen, onTake }: ChoiceProps) {
  const { id, clip, thumbnailUrl, url } = picture;
  return (
    <button
      type="button"
      aria-pressed={isChosen}
      aria-label={`Shot ${clip.number || clip.name}${picture.isSelected ? ", picked" : ""}`}
      onClick={() => onTake(id)}
      className={`relative block aspect-16/9 w-full overflow-hidden rounded-sm border-2 ${isChosen ? "border-accent" : "border-transparent hover:border-edge"}`}
    >
      <Still url={thumbnailUrl ?? url} fit="cover" />
      <span className="absolute bottom-0 left-0 bg-panel px-1 text-2xs text-ink">
        {clip.number}
      </span>
    </button>
  );
}
