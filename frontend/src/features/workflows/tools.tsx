import { useRef } from "react";
import { useActions } from "@/actions/registry";
import { MADE } from "@/graphql/workflows";
import { ChoiceField } from "@/ui/field";
import { Find } from "@/ui/find";
import { type Address, categoryOf, kindOf } from "./address";
import { CATEGORIES } from "./words";

export type Change = (part: Address) => void;
type ToolsProps = { label: string; address: Address; onChange: Change };

const KINDS = [
  { value: "", label: "Makes anything" },
  ...Object.entries(MADE).map(([value, label]) => ({ value, label })),
];
const PURPOSES = [
  { value: "", label: "For anything" },
  ...Object.entries(CATEGORIES).map(([value, label]) => ({ value, label })),
];

/** What narrows a list of workflows or templates. */
export function Tools({ label, address, onChange }: ToolsProps) {
  const field = useRef<HTMLInputElement>(null);
  useActions([
    {
      id: "workflows.find",
      label,
      group: "View",
      keys: "/",
      run: () => field.current?.focus(),
    },
  ]);
  return (
    <search className="mb-4 flex flex-wrap items-center gap-2">
      <Find label={label} value={address.q ?? ""} onChange={(q) => onChange({ q })} field={field} />
      <div className="w-36">
        <ChoiceField
          label="What it makes"
          hideLabel
          choices={KINDS}
          value={kindOf(address) ?? ""}
          onChange={({ currentTarget }) => onChange({ kind: currentTarget.value })}
        />
      </div>
      <div className="w-36">
        <ChoiceField
          label="What it is for"
          hideLabel
          choices={PURPOSES}
          value={categoryOf(address) ?? ""}
          onChange={({ currentTarget }) => onChange({ category: currentTarget.value })}
        />
      </div>
    </search>
  );
}
