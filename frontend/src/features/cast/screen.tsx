import { Plus, Upload } from "lucide-react";
import { useState } from "react";
import { useActions } from "@/actions/registry";
import type { WholeProject } from "@/graphql/project";
import { Button } from "@/ui/button";
import { Find } from "@/ui/find";
import { Tip } from "@/ui/tip";
import { Unread } from "@/ui/unread";
import { type Address, tabOf, useAddress } from "./address";
import { Detail } from "./detail";
import { ItemForm } from "./forms";
import { LibraryDialog } from "./library";
import { CastList } from "./list";
import { useCastActs } from "./use-cast-acts";
import { linesOf, undescribed, useProjectCast } from "./use-project-cast";
import { useStyleFiles } from "./use-style-files";
import { ONE, TABS, type Tab } from "./words";

type CastScreenProps = {
  projectId: string;
  project: WholeProject | null;
  failed: boolean;
  onAgain: () => void;
};

/** Who and what a film shows, and how it looks: described once, for every shot. */
export function CastScreen({ projectId, project, failed, onAgain }: CastScreenProps) {
  const { address, change } = useAddress();
  const tab = tabOf(address);
  const acts = useCastActs(projectId);
  const cast = useProjectCast(projectId, project);
  /** The name of a new one; null for none. */
  const [making, setMaking] = useState<string | null>(null);
  const [library, setLibrary] = useState(false);
  const show = (item: string) => change({ item });
  const files = useStyleFiles(acts);
  useActions([
    {
      id: "cast.new",
      label: `New ${ONE[tab]}`,
      group: "Edit",
      keys: "n",
      run: () => setMaking(""),
    },
  ]);
  if (failed || cast.failed) {
    return <Unread what="cast" onAgain={failed ? onAgain : cast.again} />;
  }
  return (
    <div className="relative flex h-full">
      <div className="h-full min-w-0 grow overflow-y-auto">
        <div className="mx-auto max-w-4xl px-6 pb-12 pt-5">
          <header className="mb-3 flex flex-wrap items-center gap-2">
            <h1 className="grow text-xl font-semibold tracking-tight">Cast</h1>
            {tab === "characters" ? (
              <Button onClick={() => setLibrary(true)}>From the library</Button>
            ) : null}
            {tab === "styles" ? (
              <>
                {cast.styles.length > 0 ? (
                  <Button onClick={() => void acts.save(cast.styles)}>Export</Button>
                ) : null}
                <Button onClick={files.ask}>
                  <Upload size={14} aria-hidden />
                  Import
                </Button>
                {files.field}
              </>
            ) : null}
            <Tip label={`New ${ONE[tab]}`} keys="n">
              <Button look="primary" onClick={() => setMaking("")}>
                <Plus size={16} aria-hidden />
                New {ONE[tab]}
              </Button>
            </Tip>
          </header>
          <Tools tab={tab} address={address} onChange={change} />
          <CastList
            tab={tab}
            lines={linesOf(cast, tab, address.q ?? "")}
            isRead={cast.isRead}
            isSearch={Boolean(address.q)}
            uses={cast.uses}
            undescribed={undescribed(cast, project, tab)}
            openId={address.item}
            onMake={setMaking}
          />
        </div>
      </div>
      {address.item && cast.isRead ? (
        <Detail
          key={address.item}
          {...{ projectId, project, cast, acts, tab }}
          itemId={address.item}
          onShow={show}
          onClose={() => change({ item: "" })}
        />
      ) : null}
      {making === null ? null : (
        <ItemForm {...{ tab, acts }} name={making} onMade={show} onClose={() => setMaking(null)} />
      )}
      {library ? (
        <LibraryDialog acts={acts} onTaken={show} onClose={() => setLibrary(false)} />
      ) : null}
    </div>
  );
}

type ToolsProps = { tab: Tab; address: Address; onChange: (part: Address) => void };

function Tools({ tab, address, onChange }: ToolsProps) {
  return (
    <search className="mb-4 flex flex-wrap items-center gap-2">
      <fieldset className="flex gap-1">
        <legend className="sr-only">What to show</legend>
        {Object.entries(TABS).map(([value, label]) => (
          <Button
            key={value}
            size="sm"
            look={tab === value ? "plain" : "quiet"}
            aria-pressed={tab === value}
            onClick={() => onChange({ tab: value, item: "", q: "" })}
          >
            {label}
          </Button>
        ))}
      </fieldset>
      <Find
        key={tab}
        label={`Find a ${ONE[tab]}`}
        value={address.q ?? ""}
        onChange={(q) => onChange({ q })}
      />
    </search>
  );
}
