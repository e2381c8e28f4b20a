import { useQuery } from "urql";
import { KINDS } from "@/graphql/words";
import { ChoiceField } from "@/ui/field";
import { Find } from "@/ui/find";
import { OUTCOMES, PERIODS, sinceOf, useAddress } from "./address";
import { UsageQuery, WhoseQuery } from "./documents";

type Choice = { value: string; label: string };

const choicesOf = (names: Record<string, string>): Choice[] =>
  Object.entries(names).map(([value, label]) => ({ value, label }));

/** Which renders are shown; all of it stands in the address. */
export function Filters() {
  const { address, change } = useAddress();
  const [whose] = useQuery({ query: WhoseQuery });
  const [usage] = useQuery({
    query: UsageQuery,
    variables: { since: sinceOf(address), projectId: address.project ?? null },
  });
  const used = usage.data?.modelUsage.flatMap(({ model }) => model ?? []) ?? [];
  const models = [...new Set([...used, ...(address.model ? [address.model] : [])])].toSorted();
  const people = whose.data?.spendingReport.rows ?? [];
  const fields: [label: string, name: keyof typeof address, all: string, choices: Choice[]][] = [
    ["Outcome", "outcome", "Any", choicesOf(OUTCOMES)],
    ["Kind", "kind", "All", choicesOf(KINDS)],
    ["Model", "model", "All models", models.map((model) => ({ value: model, label: model }))],
    ["Time", "period", "All time", choicesOf(PERIODS)],
    [
      "Project",
      "project",
      "All projects",
      (whose.data?.projects.nodes ?? []).map(({ id, name }) => ({ value: id, label: name })),
    ],
    [
      "Person",
      "by",
      "Anyone",
      people.flatMap(({ key, name }) => (key ? [{ value: key, label: name || "Unnamed" }] : [])),
    ],
  ];
  return (
    <div className="flex flex-wrap items-end gap-3">
      <Find
        label="Words of the prompt"
        maxLength={200}
        value={address.q ?? ""}
        onChange={(q) => change({ q })}
      />
      {fields.map(([label, name, all, choices]) => (
        <ChoiceField
          key={name}
          label={label}
          className="max-w-48"
          value={address[name] ?? ""}
          onChange={({ currentTarget }) => change({ [name]: currentTarget.value || undefined })}
          choices={[{ value: "", label: all }, ...choices]}
        />
      ))}
    </div>
  );
}
