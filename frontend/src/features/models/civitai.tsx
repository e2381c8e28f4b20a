import { useState } from "react";
import { useQuery } from "urql";
import { MODEL_KINDS } from "@/graphql/catalogue";
import { Button } from "@/ui/button";
import { Empty } from "@/ui/empty";
import { Skeleton } from "@/ui/status";
import { stepping } from "@/ui/steps";
import { type Address, publishedOf } from "./address";
import { CivitaiQuery, type Place, type Published } from "./documents";
import { keepsModels, NoPlace } from "./places";
import { Tile } from "./tile";
import { CivitaiTools } from "./tools";

const GRID = "grid grid-cols-[repeat(auto-fill,minmax(11rem,1fr))] gap-3";
const GREY = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"];

type CivitaiProps = {
  address: Address;
  onChange: (part: Address) => void;
  places: readonly Place[] | null;
};

/** What is published at CivitAI, to be looked at and added to the catalogue. */
export function Civitai({ address, onChange, places }: CivitaiProps) {
  const [depth, setDepth] = useState(1);
  return (
    <>
      <div className="mb-4">
        <CivitaiTools {...{ address, onChange }} />
      </div>
      {places && !places.some(keepsModels) ? (
        <div className="mb-4 rounded-md border border-line bg-panel px-3 py-2 text-sm">
          <NoPlace />
        </div>
      ) : null}
      <Page
        key={JSON.stringify(publishedOf(address))}
        {...{ address, depth }}
        cursor={null}
        onMore={() => setDepth((before) => before + 1)}
      />
    </>
  );
}

type PageProps = { address: Address; cursor: string | null; depth: number; onMore: () => void };

/** A page of them and, from where it ends, the next. */
function Page({ address, cursor, depth, onMore }: PageProps) {
  const [{ data, error, fetching }, reread] = useQuery({
    query: CivitaiQuery,
    variables: { ...publishedOf(address), cursor },
  });
  const again = () => reread({ requestPolicy: "network-only" });
  const page = data?.civitaiModels;
  const problem = page?.problem ?? (error ? "The studio does not answer." : null);
  if (fetching && (!page || problem)) return <Waiting />;
  if (problem) {
    return (
      <Empty
        title="CivitAI cannot be asked now"
        actions={<Button onClick={again}>Try again</Button>}
      >
        {problem} The models that you have work without it.
      </Empty>
    );
  }
  if (!page) return <Waiting />;
  if (page.nodes.length === 0 && cursor === null) {
    return <Empty title="CivitAI has nothing like that">Try fewer words, or another base.</Empty>;
  }
  return (
    <>
      <ul aria-label="Models at CivitAI" className={`${GRID} mb-3`} ref={stepping}>
        {page.nodes.map((model) => (
          <PublishedTile key={model.id} model={model} isOpen={address.origin === model.id} />
        ))}
      </ul>
      {page.cursor && depth > 1 ? (
        <Page {...{ address, onMore }} cursor={page.cursor} depth={depth - 1} />
      ) : null}
      {page.cursor && depth === 1 ? (
        <div className="flex justify-center py-3">
          <Button onClick={onMore}>Show more</Button>
        </div>
      ) : null}
    </>
  );
}

function PublishedTile({ model, isOpen }: { model: Published; isOpen: boolean }) {
  const kind = model.kind ? MODEL_KINDS[model.kind] : "Not used here";
  const base = model.versions[0]?.base;
  const isHere = model.versions.some(({ modelId }) => modelId !== null);
  return (
    <Tile
      part="origin"
      id={model.id}
      name={model.name}
      coverUrl={model.coverUrl}
      about={base ? `${kind}, ${base}` : kind}
      rating={model.rating}
      isOpen={isOpen}
      badge={
        isHere || model.nsfw ? (
          <span className="rounded-sm bg-panel px-1.5 py-0.5 text-2xs text-ink">
            {isHere ? "In the catalogue" : "Mature"}
          </span>
        ) : null
      }
    />
  );
}

function Waiting() {
  return (
    <div aria-hidden className={GRID}>
      {GREY.map((key) => (
        <Skeleton key={key} className="aspect-2/3" />
      ))}
    </div>
  );
}
