import { useQuery } from "urql";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Skeleton } from "@/ui/status";
import { Unread } from "@/ui/unread";
import { LibraryQuery } from "./documents";
import type { CastActs } from "./use-cast-acts";
import { PERSON, saidOf } from "./words";

type LibraryDialogProps = {
  acts: CastActs;
  onTaken: (id: string) => void;
  onClose: () => void;
};

/** The characters of the library, to take into this project. */
export function LibraryDialog({ acts, onTaken, onClose }: LibraryDialogProps) {
  const [{ data, error, fetching }, reread] = useQuery({
    query: LibraryQuery,
    requestPolicy: "cache-and-network",
  });
  const people = data?.characters.nodes;
  return (
    <Dialog
      open
      onClose={onClose}
      title="Characters of the library"
      description="The project gets a copy of its own, to be changed as it likes."
    >
      {error && !data && !fetching ? (
        <Unread what="library" onAgain={() => reread({ requestPolicy: "network-only" })} />
      ) : null}
      {!data && fetching ? <Skeleton className="h-24" /> : null}
      {people?.length === 0 ? (
        <p className="py-6 text-sm text-soft">
          Nobody is there yet. “Save to the library” in a character’s menu puts them there.
        </p>
      ) : null}
      <ul className="flex flex-col">
        {people?.map((person) => (
          <li
            key={person.id}
            className="flex min-h-12 items-center gap-3 border-b border-line py-1"
          >
            <div className="min-w-0 grow">
              <p className="truncate text-sm font-medium">{person.name}</p>
              <p className="truncate text-xs text-soft">{saidOf(PERSON, person)}</p>
            </div>
            <Button
              size="sm"
              aria-label={`Take ${person.name}`}
              onClick={() => {
                onClose();
                void acts.take(person, onTaken);
              }}
            >
              Take
            </Button>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
