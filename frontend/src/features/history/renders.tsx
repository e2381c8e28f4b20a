import { useState } from "react";
import { useQuery } from "urql";
import { useRenderNews } from "@/graphql/render-news";
import { Button } from "@/ui/button";
import { Empty } from "@/ui/empty";
import { Skeleton } from "@/ui/status";
import { Unread } from "@/ui/unread";
import { plural } from "@/ui/words";
import { filterOf, useAddress } from "./address";
import { type Filter, RendersQuery } from "./documents";
import { Row } from "./row";

/** The renders that were chosen, the newest first. */
export function Renders() {
  const { address, change } = useAddress();
  const filter = filterOf(address);
  const chosen = Object.keys(filter).length > 1;
  const clear = () =>
    change({
      ...{ q: undefined, model: undefined, kind: undefined, by: undefined },
      ...{ period: undefined, outcome: undefined, project: undefined },
    });
  return <Pages key={JSON.stringify(filter)} filter={filter} onClear={chosen ? clear : null} />;
}

type PagesProps = { filter: Filter; onClear: (() => void) | null };

function Pages({ filter, onClear }: PagesProps) {
  const [count, setCount] = useState(1);
  return (
    <div className="overflow-hidden rounded-lg bg-panel">
      <Page {...{ filter, onClear }} after={null} left={count} onMore={() => setCount(count + 1)} />
    </div>
  );
}

/** `left`: how many pages are shown, from this one on. */
type PageProps = PagesProps & { after: string | null; left: number; onMore: () => void };

/** A page, and those after it: what comes moves all of them. */
function Page({ after, left, filter, onClear, onMore }: PageProps) {
  const [{ data, error, fetching }, again] = useQuery({
    query: RendersQuery,
    variables: { after, filter },
    requestPolicy: "cache-and-network",
  });
  useRenderNews(() => again({ requestPolicy: "network-only" }));
  if (!data && error && !fetching)
    return <Unread what="renders" onAgain={() => again({ requestPolicy: "network-only" })} />;
  if (!data) return <Skeleton className="h-96" />;
  const { nodes, pageInfo, totalCount } = data.jobs;
  if (nodes.length === 0 && after === null) return <Nothing onClear={onClear} />;
  const next = pageInfo.hasNextPage ? pageInfo.endCursor : null;
  return (
    <>
      {after === null ? (
        <p aria-live="polite" className="px-4 py-2 text-xs text-soft tabular-nums">
          {plural(totalCount, "render")}
        </p>
      ) : null}
      <ul className="*:border-t *:border-line">
        {nodes.map((render) => (
          <Row key={render.id} render={render} />
        ))}
      </ul>
      {next && left > 1 ? (
        <Page {...{ filter, onClear, onMore }} after={next} left={left - 1} />
      ) : null}
      {next && left === 1 ? (
        <div className="border-t border-line px-4 py-2">
          <Button size="sm" onClick={onMore}>
            Show more
          </Button>
        </div>
      ) : null}
    </>
  );
}

function Nothing({ onClear }: { onClear: PagesProps["onClear"] }) {
  return onClear ? (
    <Empty title="No such renders" actions={<Button onClick={onClear}>Show all</Button>}>
      Nothing was rendered that fits all of this.
    </Empty>
  ) : (
    <Empty title="Nothing was rendered yet">
      Open a project and generate a shot: here stands how each take was made.
    </Empty>
  );
}
