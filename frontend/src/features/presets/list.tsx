import { useRef } from "react";
import { useActions } from "@/actions/registry";
import { CATEGORIES, type Family, type Preset } from "@/graphql/catalogue";
import { Button } from "@/ui/button";
import { Empty } from "@/ui/empty";
import { Find } from "@/ui/find";
import { SkeletonRows } from "@/ui/status";
import { stepping } from "@/ui/steps";
import { Unread } from "@/ui/unread";
import { type Address, categoryOf } from "./address";
import { PresetRow } from "./row";

type Category = Preset["category"];
const ALL = Object.entries(CATEGORIES) as [Category, string][];

type ListProps = {
  address: Address;
  families: ReadonlyMap<string, Family>;
  result: {
    data?: { presets: { totalCount: number; nodes: Preset[] } } | undefined;
    error?: unknown;
    fetching: boolean;
  };
  onChange: (part: Address) => void;
  onAgain: () => void;
  onMake: () => void;
};

/** The presets by what they are after. */
export function PresetList({ address, families, result, onChange, onAgain, onMake }: ListProps) {
  const { data, error, fetching } = result;
  return (
    <>
      <Tools address={address} onChange={onChange} />
      {!data && error && !fetching ? <Unread what="presets" onAgain={onAgain} /> : null}
      {!data && fetching ? <SkeletonRows count={8} /> : null}
      {data && data.presets.totalCount === 0 ? (
        <Nothing address={address} onChange={onChange} onMake={onMake} />
      ) : null}
      {data ? <Groups presets={data.presets.nodes} {...{ address, families }} /> : null}
      {data && data.presets.totalCount > data.presets.nodes.length ? (
        <p className="mt-4 text-sm text-faint">
          These are the first {data.presets.nodes.length} of {data.presets.totalCount}. Search to
          see the others.
        </p>
      ) : null}
    </>
  );
}

type ToolsProps = { address: Address; onChange: (part: Address) => void };

function Tools({ address, onChange }: ToolsProps) {
  const field = useRef<HTMLInputElement>(null);
  useActions([
    {
      id: "presets.find",
      label: "Find a preset",
      group: "View",
      keys: "/",
      run: () => field.current?.focus(),
    },
  ]);
  const chosen = categoryOf(address);
  return (
    <search className="mb-4 flex flex-wrap items-center gap-2">
      <Find
        label="Find a preset"
        value={address.q ?? ""}
        onChange={(q) => onChange({ q })}
        field={field}
      />
      <fieldset className="flex gap-1">
        <legend className="sr-only">Category</legend>
        {[["", "All"] as const, ...ALL].map(([value, label]) => (
          <Button
            key={value}
            size="sm"
            look={(chosen ?? "") === value ? "plain" : "quiet"}
            aria-pressed={(chosen ?? "") === value}
            onClick={() => onChange({ category: value })}
          >
            {label}
          </Button>
        ))}
      </fieldset>
    </search>
  );
}

type GroupsProps = {
  presets: readonly Preset[];
  address: Address;
  families: ReadonlyMap<string, Family>;
};

/** In each category those of the workspace before those that came with the studio. */
function Groups({ presets, address, families }: GroupsProps) {
  const sorted = [...presets].sort(
    (one, other) =>
      Number(one.isBuiltin) - Number(other.isBuiltin) || one.name.localeCompare(other.name),
  );
  const groups = Object.groupBy(sorted, ({ category }) => category);
  return ALL.map(([category, label]) => {
    const members = groups[category] ?? [];
    if (members.length === 0) return null;
    return (
      <section key={category} aria-label={label} className="mb-6">
        <h2 className="mb-1 flex items-baseline gap-2 px-2 text-xs font-semibold text-faint">
          {label}
          <span className="font-normal tabular-nums">{members.length}</span>
        </h2>
        <ul ref={stepping}>
          {members.map((preset) => (
            <PresetRow
              key={preset.id}
              preset={preset}
              families={families}
              isOpen={address.preset === preset.id}
            />
          ))}
        </ul>
      </section>
    );
  });
}

type NothingProps = ToolsProps & { onMake: () => void };

function Nothing({ address, onChange, onMake }: NothingProps) {
  if (address.q) {
    return (
      <Empty
        title="No preset is like that"
        actions={<Button onClick={() => onChange({ q: "", category: "" })}>Show all</Button>}
      >
        Each word is looked for in names and descriptions.
      </Empty>
    );
  }
  return (
    <Empty
      title="No presets here yet"
      actions={
        <Button look="primary" onClick={onMake}>
          New preset
        </Button>
      }
    >
      Keep steps, guidance, size and sampler under a name, for one model, a family or anything. Then
      a look is one choice away, for everybody in this workspace.
    </Empty>
  );
}
