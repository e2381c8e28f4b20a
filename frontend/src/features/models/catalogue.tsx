import { Link } from "@tanstack/react-router";
import { LayoutGrid, Rows3 } from "lucide-react";
import { useState } from "react";
import { useQuery } from "urql";
import { useActions } from "@/actions/registry";
import { type Family, type Model, useFamilies } from "@/graphql/catalogue";
import { useNews } from "@/graphql/live-catalogue";
import { Button, buttonClass, IconButton } from "@/ui/button";
import { Empty } from "@/ui/empty";
import { Skeleton } from "@/ui/status";
import { stepping } from "@/ui/steps";
import { Unread } from "@/ui/unread";
import { plural } from "@/ui/words";
import { type Address, filterOf, isNarrowed, sortOf } from "./address";
import { ModelsQuery, type Place } from "./documents";
import { MarkButton } from "./mark-button";
import { ModelRow } from "./row";
import { Tile } from "./tile";
import { CatalogueTools } from "./tools";
import { type ModelActs, useModelActs } from "./use-model-acts";
import { kindWords } from "./words";

const PAGE = 60;
const VIEW = "storycanvas.models.view";
const GRID = "grid grid-cols-[repeat(auto-fill,minmax(11rem,1fr))] gap-3";

type CatalogueProps = {
  address: Address;
  onChange: (part: Address) => void;
  places: readonly Place[];
};

/** The models that this workspace knows: those that endpoints have, and those brought in. */
export function Catalogue({ address, onChange, places }: CatalogueProps) {
  const [asTiles, showTiles] = useState(() => localStorage.getItem(VIEW) === "tiles");
  function turn() {
    localStorage.setItem(VIEW, asTiles ? "rows" : "tiles");
    showTiles(!asTiles);
  }
  const label = asTiles ? "Show as a list" : "Show as pictures";
  useActions([{ id: "models.view", label, group: "View", keys: "v", run: turn }]);
  return (
    <>
      <div className="mb-4 flex items-start gap-2">
        <div className="grow">
          <CatalogueTools {...{ address, onChange, places }} />
        </div>
        <IconButton label={label} keys="v" onClick={turn}>
          {asTiles ? <Rows3 size={16} /> : <LayoutGrid size={16} />}
        </IconButton>
      </div>
      <Found key={JSON.stringify(filterOf(address))} {...{ address, onChange, asTiles }} />
    </>
  );
}

type FoundProps = {
  address: Address;
  onChange: (part: Address) => void;
  asTiles: boolean;
};

function Found({ address, onChange, asTiles }: FoundProps) {
  const [depth, setDepth] = useState(1);
  const families = useFamilies();
  const acts = useModelActs();
  const [{ data, error, fetching }, reread] = useQuery(pageOf(address, null));
  useNews("models", () => reread({ requestPolicy: "network-only" }));
  const count = data?.models.totalCount;
  if (!data && error && !fetching) {
    return <Unread what="models" onAgain={() => reread({ requestPolicy: "network-only" })} />;
  }
  if (!data) return <Waiting asTiles={asTiles} />;
  if (count === 0) return isNarrowed(address) ? <Nothing onChange={onChange} /> : <NoModels />;
  return (
    <>
      <p role="status" className="mb-2 text-xs tabular-nums text-faint">
        {plural(count ?? 0, "model")}
      </p>
      <ul aria-label="Models" className={asTiles ? GRID : "flex flex-col"} ref={stepping}>
        <Page
          {...{ address, families, acts, asTiles, depth }}
          after={null}
          onMore={() => setDepth((before) => before + 1)}
        />
      </ul>
    </>
  );
}

function pageOf(address: Address, after: string | null) {
  return {
    query: ModelsQuery,
    variables: { first: PAGE, after, filter: filterOf(address), sort: sortOf(address) },
    requestPolicy: "cache-and-network" as const,
  };
}

type PageProps = {
  address: Address;
  families: ReadonlyMap<string, Family>;
  acts: ModelActs;
  asTiles: boolean;
  after: string | null;
  depth: number;
  onMore: () => void;
};

function Page(props: PageProps) {
  const { address, families, acts, asTiles, after, depth, onMore } = props;
  const [{ data, error }, reread] = useQuery(pageOf(address, after));
  useNews("models", () => reread({ requestPolicy: "network-only" }));
  if (!data && error) {
    return (
      <li className="col-span-full">
        <Unread what="rest" onAgain={() => reread({ requestPolicy: "network-only" })} />
      </li>
    );
  }
  const { nodes = [], pageInfo } = data?.models ?? {};
  const end = pageInfo?.hasNextPage ? pageInfo.endCursor : null;
  return (
    <>
      {nodes.map((model) => (
        <Entry
          key={model.id}
          {...{ model, families, asTiles }}
          isOpen={address.model === model.id}
          onMark={() => void acts.bookmark(model)}
        />
      ))}
      {end && depth > 1 ? <Page {...props} after={end} depth={depth - 1} /> : null}
      {end && depth === 1 ? (
        <li className="col-span-full flex justify-center py-3">
          <Button onClick={onMore}>Show more</Button>
        </li>
      ) : null}
    </>
  );
}

type EntryProps = {
  model: Model;
  families: ReadonlyMap<string, Family>;
  asTiles: boolean;
  isOpen: boolean;
  onMark: () => void;
};

function Entry({ asTiles, ...props }: EntryProps) {
  const { model, isOpen, onMark } = props;
  if (!asTiles) return <ModelRow {...props} />;
  return (
    <Tile
      part="model"
      id={model.id}
      name={model.name}
      coverUrl={model.coverUrl}
      about={kindWords(model)}
      rating={model.rating}
      isOpen={isOpen}
      tools={<MarkButton model={model} onPress={onMark} />}
    />
  );
}

function Nothing({ onChange }: { onChange: (part: Address) => void }) {
  const all = { q: "", kind: "", family: "", base: "", on: "", marked: "" };
  return (
    <Empty
      title="No model is like that"
      actions={<Button onClick={() => onChange(all)}>Show all</Button>}
    >
      Try fewer words, or look for it at CivitAI.
    </Empty>
  );
}

function NoModels() {
  return (
    <Empty
      title="No models are known yet"
      actions={
        <>
          <Link to="/endpoints" className={buttonClass("primary")}>
            Add an endpoint
          </Link>
          <Link to="/models" search={{ tab: "civitai" }} className={buttonClass()}>
            Look at CivitAI
          </Link>
        </>
      }
    >
      Add a ComfyUI or RunPod endpoint: the models that it has are listed here by themselves. Until
      then the local endpoint draws storyboard panels, which need none.
    </Empty>
  );
}

const GREY = ["a", "b", "c", "d", "e", "f", "g", "h"];

function Waiting({ asTiles }: { asTiles: boolean }) {
  return (
    <div aria-hidden className={asTiles ? `mt-6 ${GRID}` : "mt-6 flex flex-col gap-1"}>
      {GREY.map((key) => (
        <Skeleton key={key} className={asTiles ? "aspect-2/3" : "h-13"} />
      ))}
    </div>
  );
}
