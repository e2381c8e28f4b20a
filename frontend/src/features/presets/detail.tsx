import { Ellipsis, FlaskConical } from "lucide-react";
import { useEffect, useState } from "react";
import { useQuery } from "urql";
import { useMenuActions } from "@/actions/menu";
import { notices } from "@/actions/notices";
import { useActions } from "@/actions/registry";
import {
  CATEGORIES,
  type Preset,
  SETTINGS,
  type SettingName,
  useFamilies,
} from "@/graphql/catalogue";
import { Button, IconButton } from "@/ui/button";
import { Empty } from "@/ui/empty";
import { Menu, type MenuItem } from "@/ui/menu";
import { Facts, Part, Side } from "@/ui/side";
import { Skeleton } from "@/ui/status";
import { Tip } from "@/ui/tip";
import { Unread } from "@/ui/unread";
import { PresetQuery, type WholePreset } from "./documents";
import { PresetForm } from "./form";
import { History } from "./history";
import { TryDialog } from "./try";
import type { PresetActs } from "./use-preset-acts";
import { targetWords } from "./words";

type DetailProps = {
  presetId: string;
  acts: PresetActs;
  /** The default of what a preset is for, if there is one. */
  defaultFor: (preset: Preset) => Preset | undefined;
  onShow: (id: string) => void;
  onClose: () => void;
};

/** All that is known of a preset. */
export function PresetDetail(props: DetailProps) {
  const { presetId, onClose } = props;
  const [{ data, error, fetching }, reread] = useQuery({
    query: PresetQuery,
    variables: { id: presetId },
    requestPolicy: "cache-and-network",
  });
  useActions([
    { id: "side.close", label: "Close the preset", group: "View", keys: "Escape", run: onClose },
  ]);
  const preset = data?.node?.__typename === "Preset" ? data.node : null;
  // An event brings a preset without what it was before.
  const [newest] = preset?.versions ?? [];
  const overtaken = newest !== undefined && newest.number !== preset?.version;
  useEffect(() => {
    if (overtaken) reread({ requestPolicy: "network-only" });
  }, [overtaken, reread]);
  if (preset) return <Known key={preset.id} {...props} preset={preset} />;
  return (
    <Side label="Preset" title="Preset" onClose={onClose}>
      {error && !fetching ? (
        <Unread what="preset" onAgain={() => reread({ requestPolicy: "network-only" })} />
      ) : data && !fetching ? (
        <Empty title="There is no such preset">It was deleted, or never there.</Empty>
      ) : (
        <div className="flex flex-col gap-3 p-4">
          <Skeleton className="h-10" />
          <Skeleton className="h-32" />
        </div>
      )}
    </Side>
  );
}

type KnownProps = DetailProps & { preset: WholePreset };

function Known({ preset, acts, defaultFor, onShow, onClose }: KnownProps) {
  const [open, setOpen] = useState<"try" | "edit" | null>(null);
  const items = useMenu({ preset, acts, defaultFor, onShow, onClose, onOpen: setOpen });
  return (
    <Side
      label="Preset"
      title={preset.name}
      onClose={onClose}
      tools={
        <Menu items={items} label="More for this preset">
          <IconButton label="More for this preset">
            <Ellipsis size={16} />
          </IconButton>
        </Menu>
      }
    >
      <div className="flex flex-wrap gap-2 px-4 py-3">
        <Tip label="Try it on a sample prompt" keys="t">
          <Button look="primary" size="sm" onClick={() => setOpen("try")}>
            <FlaskConical size={14} aria-hidden />
            Try
          </Button>
        </Tip>
        {preset.isBuiltin ? (
          <Button size="sm" onClick={() => void acts.duplicate(preset, onShow)}>
            Duplicate to change
          </Button>
        ) : (
          <Tip label="Edit" keys="e">
            <Button size="sm" onClick={() => setOpen("edit")}>
              Edit
            </Button>
          </Tip>
        )}
      </div>
      <Inside preset={preset} acts={acts} defaultFor={defaultFor} />
      {open === "try" ? <TryDialog preset={preset} onClose={() => setOpen(null)} /> : null}
      {open === "edit" ? (
        <PresetForm preset={preset} acts={acts} onMade={onShow} onClose={() => setOpen(null)} />
      ) : null}
    </Side>
  );
}

type MenuProps = Omit<KnownProps, "presetId"> & { onOpen: (what: "try" | "edit") => void };

function useMenu({ preset, acts, defaultFor, onShow, onClose, onOpen }: MenuProps): MenuItem[] {
  async function remove() {
    if (await acts.remove(preset)) onClose();
  }
  const given = [
    { id: "try", label: "Try on a sample prompt", keys: "t", run: () => onOpen("try") },
    ...(preset.isBuiltin
      ? []
      : [{ id: "edit", label: "Edit", keys: "e", run: () => onOpen("edit") }]),
    {
      id: "duplicate",
      label: "Duplicate",
      keys: "$mod+d",
      run: () => void acts.duplicate(preset, onShow),
    },
    {
      id: "default",
      label: preset.isDefault ? "No longer the default" : "Make the default",
      keys: "d",
      run: () => void acts.setDefault(preset, defaultFor(preset)),
    },
    { id: "save", label: "Save as a file", keys: "s", run: () => void acts.save([preset]) },
    { id: "link", label: "Copy a link to it", keys: "l", run: () => void copyLink() },
    ...(preset.isBuiltin
      ? []
      : [{ id: "delete", label: "Delete", keys: "Delete", run: () => void remove() }]),
  ];
  return useMenuActions("preset", preset.name, given);
}

async function copyLink(): Promise<void> {
  try {
    await navigator.clipboard.writeText(location.href);
    notices.say("The link is copied. It opens for everybody in this workspace.");
  } catch {
    notices.warn("The browser did not allow copying. Copy the address of this page.");
  }
}

type InsideProps = {
  preset: WholePreset;
  acts: PresetActs;
  defaultFor: (preset: Preset) => Preset | undefined;
};

function Inside({ preset, acts, defaultFor }: InsideProps) {
  const families = useFamilies();
  const target = targetWords(preset, families);
  const { settings } = preset;
  const set = (Object.keys(SETTINGS) as SettingName[]).filter((name) => settings[name] !== null);
  const other = preset.isDefault ? undefined : defaultFor(preset);
  return (
    <>
      <Part title="What it is">
        {preset.description ? (
          <p className="mb-2 whitespace-pre-line text-sm text-soft wrap-anywhere">
            {preset.description}
          </p>
        ) : null}
        <Facts
          facts={[
            ["For", target],
            ["Category", CATEGORIES[preset.category]],
            ["From", preset.isBuiltin ? "Comes with the studio" : "Made in this workspace"],
          ]}
        />
      </Part>
      <Part title="Settings">
        {set.length > 0 ? (
          <Facts facts={set.map((name) => [SETTINGS[name], settings[name]])} />
        ) : (
          <p className="text-sm text-soft">All is left to the family.</p>
        )}
      </Part>
      <Part title="By itself">
        <label className="flex items-start gap-2 text-sm">
          <input
            type="checkbox"
            className="mt-0.5 size-4 accent-accent"
            checked={preset.isDefault}
            onChange={() => void acts.setDefault(preset, defaultFor(preset))}
          />
          <span>
            Use it for {target} where nothing else is chosen
            {other ? <span className="block text-xs text-faint">Now: {other.name}</span> : null}
          </span>
        </label>
      </Part>
      {preset.isBuiltin ? null : (
        <Part title="History">
          <History preset={preset} acts={acts} />
        </Part>
      )}
    </>
  );
}
