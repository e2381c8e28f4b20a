import { Plus, Upload } from "lucide-react";
import { useMemo, useState } from "react";
import { useQuery } from "urql";
import { notices } from "@/actions/notices";
import { useActions } from "@/actions/registry";
import { type Preset, PresetsQuery, useFamilies } from "@/graphql/catalogue";
import { useLiveCatalogue, useNews } from "@/graphql/live-catalogue";
import { Button } from "@/ui/button";
import { Tip } from "@/ui/tip";
import { useFileChoice } from "@/ui/use-file-choice";
import { categoryOf, useAddress } from "./address";
import { PresetDetail } from "./detail";
import { PresetForm } from "./form";
import { PresetList } from "./list";
import { type PresetActs, usePresetActs } from "./use-preset-acts";
import { sameTarget } from "./words";

/** Values to sample by, under names: made, tried, changed and shared. */
export function Presets() {
  const { address, change } = useAddress();
  const acts = usePresetActs();
  const families = useFamilies();
  const [making, setMaking] = useState(false);
  const show = (preset: string) => change({ preset });
  const category = categoryOf(address);
  const filter = useMemo(() => ({ search: address.q ?? null, category }), [address.q, category]);
  const [result, reread] = useQuery({
    query: PresetsQuery,
    variables: { filter },
    requestPolicy: "cache-and-network",
  });
  useLiveCatalogue();
  useNews("presets", () => reread({ requestPolicy: "network-only" }));
  const all = useDefaults();
  const files = useFiles(acts, show);
  const own = (result.data?.presets.nodes ?? []).filter(({ isBuiltin }) => !isBuiltin);
  const save = () => void acts.save(own);
  useActions([
    {
      id: "presets.new",
      label: "New preset",
      group: "Edit",
      keys: "n",
      run: () => setMaking(true),
    },
    {
      id: "presets.import",
      label: "Presets from a file",
      group: "Edit",
      keys: "i",
      run: files.ask,
    },
    {
      id: "presets.export",
      label: "Save own presets as a file",
      group: "Edit",
      keys: "Shift+s",
      blocked: own.length === 0 ? "There are none of your own here." : null,
      run: save,
    },
  ]);
  return (
    <div className="relative flex h-full">
      <div className="h-full min-w-0 grow overflow-y-auto">
        <div className="mx-auto max-w-4xl px-6 pb-12 pt-5">
          <header className="mb-4 flex flex-wrap items-center gap-2">
            <div className="grow">
              <h1 className="text-xl font-semibold tracking-tight">Presets</h1>
              <p className="text-sm text-soft">
                Everybody in this workspace sees them and can use them.
              </p>
            </div>
            {own.length > 0 ? (
              <Tip label="Save own presets as a file" keys="Shift+s">
                <Button onClick={save}>Export</Button>
              </Tip>
            ) : null}
            <Tip label="Presets from a file" keys="i">
              <Button onClick={files.ask}>
                <Upload size={14} aria-hidden />
                Import
              </Button>
            </Tip>
            <Tip label="New preset" keys="n">
              <Button look="primary" onClick={() => setMaking(true)}>
                <Plus size={16} aria-hidden />
                New preset
              </Button>
            </Tip>
            {files.field}
          </header>
          <PresetList
            {...{ address, families, result }}
            onChange={change}
            onAgain={() => reread({ requestPolicy: "network-only" })}
            onMake={() => setMaking(true)}
          />
        </div>
      </div>
      {address.preset ? (
        <PresetDetail
          key={address.preset}
          presetId={address.preset}
          acts={acts}
          defaultFor={(preset) => all.find((one) => one.isDefault && sameTarget(one, preset))}
          onShow={show}
          onClose={() => change({ preset: "" })}
        />
      ) : null}
      {making ? <PresetForm acts={acts} onMade={show} onClose={() => setMaking(false)} /> : null}
    </div>
  );
}

/** All presets, whatever is looked for. */
function useDefaults(): readonly Preset[] {
  const [{ data }, reread] = useQuery({ query: PresetsQuery, variables: { filter: null } });
  useNews("presets", () => reread({ requestPolicy: "network-only" }));
  return data?.presets.nodes ?? [];
}

const MOST_BYTES = 4_000_000;

/** A file of presets that is chosen. */
function useFiles(acts: PresetActs, onShow: (id: string) => void) {
  return useFileChoice("A file of presets", async (file) => {
    if (file.size > MOST_BYTES) {
      notices.warn(`${file.name} is too large for a file of presets.`);
      return;
    }
    const [first] = await acts.bringIn(await file.text());
    if (first) onShow(first);
  });
}
