import { Link } from "@tanstack/react-router";
import { clsx } from "clsx";
import { useQuery } from "urql";
import { type Family, useFamilies } from "@/graphql/catalogue";
import { MADE } from "@/graphql/workflows";
import { Button } from "@/ui/button";
import { Empty } from "@/ui/empty";
import { SkeletonRows } from "@/ui/status";
import { stepping } from "@/ui/steps";
import { Unread } from "@/ui/unread";
import { type Address, categoryOf, kindOf } from "./address";
import { type Template, TemplatesQuery } from "./documents";
import { type Change, Tools } from "./tools";
import { foundBy, taskWords } from "./words";

type ListProps = { address: Address; onChange: Change };

/** What the studio can draw by itself, to be made one's own. */
export function TemplateList({ address, onChange }: ListProps) {
  const families = useFamilies();
  const [{ data, error, fetching }, reread] = useQuery({ query: TemplatesQuery });
  const [kind, category] = [kindOf(address), categoryOf(address)];
  const found = (data?.workflowTemplates ?? []).filter(
    (one) =>
      (!kind || one.kind === kind) &&
      (!category || one.category === category) &&
      foundBy(one, address.q ?? ""),
  );
  return (
    <>
      <Tools label="Find a template" {...{ address, onChange }} />
      {!data && error && !fetching ? (
        <Unread what="templates" onAgain={() => reread({ requestPolicy: "network-only" })} />
      ) : null}
      {!data && fetching ? <SkeletonRows count={6} /> : null}
      {data && found.length === 0 ? (
        <Empty
          title="No template is like that"
          actions={
            <Button onClick={() => onChange({ q: "", kind: "", category: "" })}>Show all</Button>
          }
        >
          Each word is looked for in names, families and tasks.
        </Empty>
      ) : null}
      {[...Map.groupBy(found, (one) => headOf(one, families))].map(([head, members]) => (
        <section key={head} aria-label={head} className="mb-5">
          <h2 className="mb-1 px-2 text-xs font-semibold text-faint">{head}</h2>
          <ul ref={stepping}>
            {members.map((one) => (
              <Row key={one.id} template={one} isOpen={address.template === one.id} />
            ))}
          </ul>
        </section>
      ))}
    </>
  );
}

function headOf({ family, kind }: Template, families: ReadonlyMap<string, Family>): string {
  const known = family ? families.get(family) : undefined;
  if (known) return known.label;
  return kind === "AUDIO" ? "Sound" : "Other";
}

function Row({ template, isOpen }: { template: Template; isOpen: boolean }) {
  const { id, label, task, kind, files } = template;
  const needed = files.filter(({ optional }) => !optional).map(({ name }) => name);
  return (
    <li
      className={clsx(
        "relative flex min-h-11 items-center gap-4 rounded-md px-2 py-1.5 transition-colors",
        isOpen ? "bg-accent-wash" : "hover:bg-hover",
      )}
    >
      <div className="min-w-0 grow basis-0">
        <Link
          to="/workflows"
          search={(before) => ({ ...before, template: id })}
          data-step
          aria-current={isOpen}
          className="block truncate text-sm font-medium leading-6 after:absolute after:inset-0 after:rounded-md"
        >
          {kind === "AUDIO" ? label : taskWords(task)}
        </Link>
        <p className="truncate text-xs text-soft">
          {needed.length > 0 ? needed.join(", ") : "No model files"}
        </p>
      </div>
      <p className="w-20 shrink-0 truncate text-right text-xs text-soft">{MADE[kind]}</p>
    </li>
  );
}
