import { Link } from "@tanstack/react-router";
import { useQuery } from "urql";
import { useNews } from "@/graphql/live-catalogue";
import type { Workflow } from "@/graphql/workflows";
import { Button } from "@/ui/button";
import { Skeleton, Status } from "@/ui/status";
import { type Standing, StandingsQuery } from "./documents";
import { FITS } from "./words";

/** Each endpoint, and what it lacks for the workflow. */
export function Standings({ workflow }: { workflow: Pick<Workflow, "id"> }) {
  const [{ data, error, fetching }, reread] = useQuery({
    query: StandingsQuery,
    variables: { ids: [workflow.id] },
    requestPolicy: "cache-and-network",
  });
  // A new revision can need other nodes.
  useNews("workflows", () => reread({ requestPolicy: "network-only" }));
  if (!data) {
    if (!error || fetching) return <Skeleton className="h-12" />;
    return (
      <p className="flex items-center gap-2 text-sm">
        That could not be read.
        <Button size="sm" onClick={() => reread({ requestPolicy: "network-only" })}>
          Try again
        </Button>
      </p>
    );
  }
  const standings = data.workflowStandings;
  return (
    <>
      <ul className="flex flex-col gap-2.5">
        {standings.map((one) => (
          <Place key={one.endpoint.id} standing={one} />
        ))}
      </ul>
      {standings.some(({ fit }) => fit === "READY" || fit === "UNTOLD") ? null : (
        <p className="mt-2 text-sm text-soft">
          It needs a ComfyUI with these nodes and files.{" "}
          <Link to="/endpoints" className="text-accent underline underline-offset-2">
            Endpoints
          </Link>
        </p>
      )}
    </>
  );
}

function Place({ standing }: { standing: Standing }) {
  const { endpoint, fit, reason, missingNodes, missingFiles } = standing;
  const { tone, word } = FITS[fit];
  const lacks = missingNodes.length + missingFiles.length > 0;
  return (
    <li>
      <Status tone={tone}>
        <span className="text-sm text-ink">{endpoint.name}</span>
        <span>{word}</span>
      </Status>
      <div className="pl-3.5 text-xs text-soft wrap-anywhere">
        {lacks || !reason ? null : shortly(reason, endpoint.name)}
        {missingNodes.length > 0 ? (
          <p>Lacks the nodes {missingNodes.join(", ")}. Install the custom nodes they come from.</p>
        ) : null}
        {missingFiles.length > 0 ? (
          <p>Lacks {missingFiles.join(", ")}. Put these into its models folder.</p>
        ) : null}
      </div>
    </li>
  );
}

/** Below the name of the endpoint that is not said again. */
function shortly(reason: string, name: string): string {
  const head = `The endpoint '${name}' `;
  return reason.startsWith(head) ? `It ${reason.slice(head.length)}` : reason;
}
