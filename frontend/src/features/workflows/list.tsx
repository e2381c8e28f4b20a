import { Link } from "@tanstack/react-router";
import { clsx } from "clsx";
import { useMemo } from "react";
import { useQuery } from "urql";
import { useNews } from "@/graphql/live-catalogue";
import { MADE, type Workflow, WorkflowsQuery } from "@/graphql/workflows";
import { Button, buttonClass } from "@/ui/button";
import { Empty } from "@/ui/empty";
import { SkeletonRows, Status } from "@/ui/status";
import { stepping } from "@/ui/steps";
import { Unread } from "@/ui/unread";
import { type Address, categoryOf, kindOf } from "./address";
import { type Standing, StandingsQuery } from "./documents";
import { type Change, Tools } from "./tools";
import { CATEGORIES, standingWords } from "./words";

type ListProps = { address: Address; onChange: Change; onImport: () => void };

/** The workflows of the workspace, by name. */
export function WorkflowList({ address, onChange, onImport }: ListProps) {
  const [kind, category, search] = [kindOf(address), categoryOf(address), address.q ?? null];
  const filter = useMemo(() => ({ kind, category, search }), [kind, category, search]);
  const [{ data, error, fetching }, reread] = useQuery({
    query: WorkflowsQuery,
    variables: { filter },
    requestPolicy: "cache-and-network",
  });
  const again = () => reread({ requestPolicy: "network-only" });
  useNews("workflows", again);
  const workflows = data?.workflows.nodes ?? [];
  const standings = useStandings(workflows);
  const narrowed = Boolean(kind || category || search);
  const total = data?.workflows.totalCount ?? 0;
  return (
    <>
      <Tools label="Find a workflow" {...{ address, onChange }} />
      {!data && error && !fetching ? <Unread what="workflows" onAgain={again} /> : null}
      {!data && fetching ? <SkeletonRows count={6} /> : null}
      {data && total === 0 ? <Nothing {...{ narrowed, onChange, onImport }} /> : null}
      {workflows.length > 0 ? (
        <ul ref={stepping} aria-label="Workflows">
          {workflows.map((one) => (
            <Row
              key={one.id}
              workflow={one}
              standings={standings?.get(one.id)}
              isOpen={address.workflow === one.id}
            />
          ))}
        </ul>
      ) : null}
      {total > workflows.length ? (
        <p className="mt-4 text-sm text-faint">
          These are the first {workflows.length} of {total}. Search to see the others.
        </p>
      ) : null}
    </>
  );
}

/** Where each can be rendered with; null until that is told. */
function useStandings(workflows: readonly Workflow[]) {
  const ids = workflows.map(({ id }) => id).join();
  const variables = useMemo(() => ({ ids: ids.split(",") }), [ids]);
  const [{ data }, reread] = useQuery({
    query: StandingsQuery,
    variables,
    pause: ids === "",
    requestPolicy: "cache-and-network",
  });
  // A new revision can need other nodes.
  useNews("workflows", () => ids && reread({ requestPolicy: "network-only" }));
  return useMemo(
    () => (data ? Map.groupBy(data.workflowStandings, (one) => one.workflowId) : null),
    [data],
  );
}

type RowProps = {
  workflow: Workflow;
  standings: readonly Standing[] | undefined;
  isOpen: boolean;
};

function Row({ workflow, standings, isOpen }: RowProps) {
  const { id, name, description, category, kind, revision } = workflow;
  const where = standings ? standingWords(standings) : null;
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
          search={(before) => ({ ...before, workflow: id })}
          data-step
          aria-current={isOpen}
          className="block truncate text-sm font-medium leading-6 after:absolute after:inset-0 after:rounded-md"
        >
          {name}
        </Link>
        <p className="truncate text-xs text-soft">{description || CATEGORIES[category]}</p>
      </div>
      <p className="w-16 shrink-0 truncate text-xs text-soft">{MADE[kind]}</p>
      <p className="w-20 shrink-0 truncate text-xs tabular-nums text-soft max-md:hidden">
        Revision {revision}
      </p>
      <div className="w-40 shrink-0 truncate max-sm:hidden">
        {where ? <Status tone={where.tone}>{where.words}</Status> : null}
      </div>
    </li>
  );
}

type NothingProps = { narrowed: boolean; onChange: Change; onImport: () => void };

function Nothing({ narrowed, onChange, onImport }: NothingProps) {
  if (narrowed) {
    return (
      <Empty
        title="No workflow is like that"
        actions={
          <Button onClick={() => onChange({ q: "", kind: "", category: "" })}>Show all</Button>
        }
      >
        Each word is looked for in names and descriptions.
      </Empty>
    );
  }
  return (
    <Empty
      title="No workflows yet"
      actions={
        <>
          <Button look="primary" onClick={onImport}>
            Import a workflow
          </Button>
          <Link to="/workflows" search={{ tab: "templates" }} className={buttonClass()}>
            Begin with a template
          </Link>
        </>
      }
    >
      A graph that you drew in ComfyUI can render your shots as a whole: each shot gives it the
      prompt, the seed and the pictures. Drop its .json file here.
    </Empty>
  );
}
