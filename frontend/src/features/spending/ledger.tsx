import { Link } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { useState } from "react";
import { useQuery } from "urql";
import { KINDS } from "@/graphql/words";
import { Button } from "@/ui/button";
import { momentWords } from "@/ui/moments";
import { dollars } from "@/ui/money";
import { Skeleton } from "@/ui/status";
import { Unread } from "@/ui/unread";
import { useAddress } from "./address";
import { BillForm } from "./bill-form";
import { type Entry, LedgerQuery } from "./documents";
import { None, Part } from "./part";
import type { MoneyActs } from "./use-money-acts";

/** What each attempt cost, the last first, and what was billed besides. */
export function Ledger({ acts }: { acts: MoneyActs }) {
  const { unassigned, projectId, change } = useAddress();
  const [billing, setBilling] = useState(false);
  return (
    <Part
      id="ledger"
      title="Ledger"
      note="Each attempt once, never changed. What is nobody's is kept as unassigned."
      tools={
        <>
          <fieldset className="flex gap-1">
            <legend className="sr-only">Which entries</legend>
            {[false, true].map((only) => (
              <Button
                key={String(only)}
                look={only === unassigned ? "plain" : "quiet"}
                aria-pressed={only === unassigned}
                onClick={() => change({ entries: only ? "unassigned" : undefined })}
              >
                {only ? "Unassigned" : "All"}
              </Button>
            ))}
          </fieldset>
          <Button onClick={() => setBilling(true)}>
            <Plus size={14} aria-hidden />
            Record a bill
          </Button>
        </>
      }
    >
      <Pages
        key={`${unassigned} ${projectId}`}
        unassigned={unassigned}
        projectId={unassigned ? null : projectId}
      />
      {billing ? <BillForm acts={acts} onClose={() => setBilling(false)} /> : null}
    </Part>
  );
}

type PagesProps = { unassigned: boolean; projectId: string | null };

function Pages({ unassigned, projectId }: PagesProps) {
  const [cursors, setCursors] = useState<readonly (string | null)[]>([null]);
  return (
    <div className="overflow-x-auto rounded-lg bg-panel">
      {cursors.map((after, at) => (
        <Page
          key={after}
          {...{ after, unassigned, projectId }}
          onMore={at === cursors.length - 1 ? (next) => setCursors([...cursors, next]) : null}
        />
      ))}
    </div>
  );
}

type PageProps = PagesProps & { after: string | null; onMore: ((after: string) => void) | null };

function Page({ after, unassigned, projectId, onMore }: PageProps) {
  const filter = { ...(unassigned ? { unassigned } : {}), ...(projectId ? { projectId } : {}) };
  const [{ data, error, fetching }, again] = useQuery({
    query: LedgerQuery,
    variables: { after, filter },
    requestPolicy: "cache-and-network",
  });
  if (!data && error && !fetching)
    return <Unread what="ledger" onAgain={() => again({ requestPolicy: "network-only" })} />;
  if (!data) return <Skeleton className="h-24" />;
  const { nodes, pageInfo, totalCount } = data.ledger;
  if (nodes.length === 0 && after === null)
    return <None>{unassigned ? "Everything is accounted for." : "Nothing was rendered yet."}</None>;
  const next = pageInfo.hasNextPage ? pageInfo.endCursor : null;
  return (
    <>
      <ul>
        {nodes.map((entry) => (
          <Row key={entry.id} entry={entry} />
        ))}
      </ul>
      {next && onMore ? (
        <div className="flex items-center gap-3 border-t border-line px-4 py-2 text-xs text-soft">
          <Button size="sm" onClick={() => onMore(next)}>
            Show more
          </Button>
          {totalCount.toLocaleString("en")} in all
        </div>
      ) : null}
    </>
  );
}

const SOURCES: Record<Entry["source"], string> = {
  FREE: "free there",
  UNBILLED: "never worked on",
  COMPUTED: "from what it used",
  MAXIMUM: "all that was held: what it used is not known",
  BILL: "from a bill",
};

function Row({ entry }: { entry: Entry }) {
  const { actual, reserved, source, outcome, note, kind, model, createdAt, ...of } = entry;
  const { project, account, endpoint, job } = of;
  const clip = job?.clip;
  const what = [kind ? KINDS[kind] : source === "BILL" ? "Bill" : "Render", model, endpoint?.name];
  const how = [note, SOURCES[source], outcome && outcome !== "COMPLETED" && outcome.toLowerCase()];
  return (
    <li className="flex items-baseline gap-4 border-b border-line px-4 py-2 text-sm last:border-b-0">
      <time
        dateTime={createdAt}
        className="w-32 shrink-0 text-xs text-soft tabular-nums max-md:hidden"
      >
        {momentWords(createdAt)}
      </time>
      <div className="min-w-0 grow">
        <p className="truncate">{what.filter(Boolean).join(", ")}</p>
        <p className="truncate text-xs text-soft">
          {project ? (
            <Link
              to="/projects/$projectId"
              params={{ projectId: project.id }}
              search={clip ? { clip: clip.id } : {}}
              className="underline hover:text-ink"
            >
              {clip ? `${project.name}, ${clip.number}` : project.name}
            </Link>
          ) : (
            "Unassigned"
          )}
          {[account?.name, ...how].filter(Boolean).map((part) => `, ${part}`)}
        </p>
      </div>
      <p className="shrink-0 text-right tabular-nums">
        {dollars(actual)}
        {Number(reserved) > 0 ? (
          <span className="block text-xs text-soft">of {dollars(reserved)} held</span>
        ) : null}
      </p>
    </li>
  );
}
