import { Link } from "@tanstack/react-router";
import { useQuery } from "urql";
import { useActions } from "@/actions/registry";
import { useLiveCatalogue } from "@/graphql/live-catalogue";
import { type Address, useAddress } from "./address";
import { Catalogue } from "./catalogue";
import { Civitai } from "./civitai";
import { CivitaiDetail } from "./civitai-detail";
import { ModelDetail } from "./detail";
import { PlacesQuery } from "./documents";
import type { Use } from "./use-menu";

const TAB =
  "flex h-8 items-center rounded-md px-3 text-sm text-soft hover:bg-hover hover:text-ink aria-[current=page]:bg-raised aria-[current=page]:text-ink";

/** The models of the workspace, and those that are published elsewhere. */
export function Models({ onUse }: { onUse: Use }) {
  const { address, change } = useAddress();
  useLiveCatalogue();
  const [{ data }] = useQuery({ query: PlacesQuery, requestPolicy: "cache-and-network" });
  const atCivitai = address.tab === "civitai";
  const places = data?.endpoints.nodes ?? null;
  const other: Address = { tab: atCivitai ? "" : "civitai", model: "", origin: "", sort: "" };
  useActions([
    {
      id: "models.other",
      label: atCivitai ? "Models of this workspace" : "Models at CivitAI",
      group: "Go to",
      keys: "c",
      run: () => change(other, false),
    },
  ]);
  return (
    <div className="relative flex h-full">
      <div className="h-full min-w-0 grow overflow-y-auto">
        <div className="mx-auto max-w-6xl px-6 pb-12 pt-5">
          <header className="mb-4 flex flex-wrap items-center gap-x-4 gap-y-2">
            <h1 className="text-xl font-semibold tracking-tight">Models</h1>
            <nav aria-label="Whose models" className="flex gap-1">
              <Tab name="Here" tab={undefined} isCurrent={!atCivitai} q={address.q} />
              <Tab name="CivitAI" tab="civitai" isCurrent={atCivitai} q={address.q} />
            </nav>
          </header>
          {atCivitai ? (
            <Civitai address={address} onChange={change} places={places} />
          ) : (
            <Catalogue address={address} onChange={change} places={places ?? []} />
          )}
        </div>
      </div>
      <Beside address={address} onUse={onUse} places={places ?? []} change={change} />
    </div>
  );
}

type TabProps = {
  name: string;
  tab: string | undefined;
  isCurrent: boolean;
  q: string | undefined;
};

/** What is looked for goes along. */
function Tab({ name, tab, isCurrent, q }: TabProps) {
  return (
    <Link
      to="/models"
      search={{ ...(tab ? { tab } : {}), ...(q ? { q } : {}) }}
      activeOptions={{ exact: true, includeSearch: true }}
      aria-current={isCurrent ? "page" : undefined}
      className={TAB}
    >
      {name}
    </Link>
  );
}

type BesideProps = {
  address: Address;
  onUse: Use;
  places: Parameters<typeof Catalogue>[0]["places"];
  change: (part: Address) => void;
};

/** What the address opens beside the list. */
function Beside({ address, onUse, places, change }: BesideProps) {
  const mature = address.mature === "yes";
  if (address.tab === "civitai") {
    return address.origin ? (
      <CivitaiDetail
        key={address.origin}
        id={address.origin}
        mature={mature}
        onClose={() => change({ origin: "" })}
      />
    ) : null;
  }
  return address.model ? (
    <ModelDetail
      key={address.model}
      modelId={address.model}
      mature={mature}
      places={places}
      onUse={onUse}
      onClose={() => change({ model: "" })}
    />
  ) : null;
}
