import { useRef } from "react";
import { useQuery } from "urql";
import { useActions } from "@/actions/registry";
import { MODEL_KINDS, useFamilies } from "@/graphql/catalogue";
import { Button } from "@/ui/button";
import { ChoiceField } from "@/ui/field";
import { Find } from "@/ui/find";
import { type Address, CIVITAI_SORTS, SORTS } from "./address";
import { BasesQuery, type Place } from "./documents";

type ToolsProps = { address: Address; onChange: (part: Address) => void };

const KINDS = [
  { value: "", label: "Every kind" },
  ...Object.entries(MODEL_KINDS).map(([value, label]) => ({ value, label })),
];

/** Publishers name hundreds; these are those that something here is rendered with. */
const CIVITAI_BASES = [
  ...["SDXL 1.0", "Pony", "Illustrious", "Flux.1 D", "Flux.1 S", "Flux.1 Krea", "HiDream"],
  ...["Qwen", "Wan Video 2.2 T2V-A14B", "Wan Video 2.2 I2V-A14B", "Wan Video 14B t2v"],
  ...["Wan Video 14B i2v 720p", "LTXV", "Hunyuan Video"],
];

function useFind() {
  const field = useRef<HTMLInputElement>(null);
  useActions([
    {
      id: "models.find",
      label: "Find a model",
      group: "View",
      keys: "/",
      run: () => field.current?.focus(),
    },
  ]);
  return field;
}

/** What narrows the list of the models that are known here. */
export function CatalogueTools({
  address,
  onChange,
  places,
}: ToolsProps & { places: readonly Place[] }) {
  const families = useFamilies();
  const [{ data }] = useQuery({ query: BasesQuery });
  const bases = [...new Set(data?.models.nodes.map(({ base }) => base))].filter(Boolean).sort();
  return (
    <search className="flex flex-wrap items-center gap-2">
      <Find
        label="Name, creator, tag or trigger word"
        value={address.q ?? ""}
        onChange={(q) => onChange({ q })}
        field={useFind()}
      />
      <Choice name="kind" label="Kind" choices={KINDS} {...{ address, onChange }} />
      <Choice
        name="family"
        label="Family"
        choices={[
          { value: "", label: "Every family" },
          ...[...families.values()].map(({ id, label }) => ({ value: id, label })),
        ]}
        {...{ address, onChange }}
      />
      {bases.length > 0 ? (
        <Choice
          name="base"
          label="Base"
          choices={[
            { value: "", label: "Every base" },
            ...bases.map((base) => ({ value: base, label: base })),
          ]}
          {...{ address, onChange }}
        />
      ) : null}
      <Choice
        name="on"
        label="Where"
        choices={[
          { value: "", label: "Any place" },
          { value: "any", label: "On an endpoint" },
          { value: "none", label: "On no endpoint" },
          ...places.map(({ id, name }) => ({ value: id, label: name })),
        ]}
        {...{ address, onChange }}
      />
      <Choice name="sort" label="Order" choices={SORTS} usual="name" {...{ address, onChange }} />
      <Toggle
        pressed={address.marked === "yes"}
        onPress={(on) => onChange({ marked: on ? "yes" : undefined })}
      >
        Marked
      </Toggle>
      <Mature {...{ address, onChange }} />
    </search>
  );
}

/** What is asked of CivitAI. */
export function CivitaiTools({ address, onChange }: ToolsProps) {
  return (
    <search className="flex flex-wrap items-center gap-2">
      <Find
        label="Search CivitAI"
        value={address.q ?? ""}
        onChange={(q) => onChange({ q })}
        field={useFind()}
      />
      <Choice name="kind" label="Kind" choices={KINDS} {...{ address, onChange }} />
      <Choice
        name="base"
        label="Base"
        choices={[
          { value: "", label: "Every base" },
          ...CIVITAI_BASES.map((base) => ({ value: base, label: base })),
        ]}
        {...{ address, onChange }}
      />
      <Choice
        name="sort"
        label="Order"
        choices={CIVITAI_SORTS}
        usual="rating"
        {...{ address, onChange }}
      />
      <Mature {...{ address, onChange }} />
    </search>
  );
}

type ChoiceProps = ToolsProps & {
  name: "kind" | "family" | "base" | "on" | "sort";
  label: string;
  choices: readonly { value: string; label: string }[];
  usual?: string;
};

function Choice({ name, label, choices, usual = "", address, onChange }: ChoiceProps) {
  const given = address[name] ?? usual;
  const known = choices.some(({ value }) => value === given);
  return (
    <div className="w-30">
      <ChoiceField
        label={label}
        hideLabel
        choices={choices}
        value={known ? given : usual}
        onChange={({ currentTarget: { value } }) =>
          onChange({ [name]: value === usual ? "" : value })
        }
      />
    </div>
  );
}

function Mature({ address, onChange }: ToolsProps) {
  return (
    <Toggle
      pressed={address.mature === "yes"}
      onPress={(on) => onChange({ mature: on ? "yes" : undefined })}
    >
      Mature
    </Toggle>
  );
}

type ToggleProps = { pressed: boolean; onPress: (on: boolean) => void; children: string };

function Toggle({ pressed, onPress, children }: ToggleProps) {
  return (
    <Button
      look={pressed ? "plain" : "quiet"}
      aria-pressed={pressed}
      onClick={() => onPress(!pressed)}
      className={pressed ? "text-accent" : ""}
    >
      {children}
    </Button>
  );
}
