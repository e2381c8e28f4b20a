import { useQuery } from "urql";
import { useRenderNews } from "@/graphql/render-news";
import { KINDS } from "@/graphql/words";
import { dollars } from "@/ui/money";
import { Skeleton } from "@/ui/status";
import { Unread } from "@/ui/unread";
import { sinceOf, useAddress } from "./address";
import { type Usage, UsageQuery } from "./documents";
import { secondsWords, shareWords } from "./words";

const HEADS = ["Renders", "Done", "Failed", "Success", "Takes", "Picked", "Time each", "Spent"];

/** How each model did in the chosen time and project. */
export function ModelUsage() {
  const { address } = useAddress();
  const [{ data, error, fetching }, again] = useQuery({
    query: UsageQuery,
    variables: { since: sinceOf(address), projectId: address.project ?? null },
    requestPolicy: "cache-and-network",
  });
  useRenderNews(() => again({ requestPolicy: "network-only" }));
  const usages = data?.modelUsage;
  return (
    <section aria-labelledby="models-title">
      <h2 id="models-title" className="text-base font-semibold">
        Models
      </h2>
      <p className="mb-2 text-xs text-soft">Of the chosen time and project, the most used first.</p>
      {error && !usages && !fetching ? (
        <Unread what="models" onAgain={() => again({ requestPolicy: "network-only" })} />
      ) : null}
      {usages ? <Rows usages={usages} /> : error ? null : <Skeleton className="h-24" />}
    </section>
  );
}

function Rows({ usages }: { usages: readonly Usage[] }) {
  if (usages.length === 0)
    return (
      <p className="rounded-lg bg-panel px-4 py-3 text-sm text-soft">
        Nothing was rendered in this time.
      </p>
    );
  return (
    <div className="overflow-x-auto rounded-lg bg-panel">
      <table className="w-full text-sm tabular-nums">
        <thead className="text-left text-xs text-soft *:*:px-3 *:*:py-2 *:*:font-medium">
          <tr>
            <th scope="col">Model</th>
            {HEADS.map((head) => (
              <th key={head} scope="col" className="text-right">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="*:border-t *:border-line *:*:px-3 *:*:py-2">
          {usages.map((usage) => (
            <tr key={`${usage.model} ${usage.kind}`} className="*:text-right">
              <th scope="row" className="text-left! font-normal wrap-anywhere">
                {usage.model ?? "Left to the endpoint"}
                <span className="text-soft">, {KINDS[usage.kind].toLowerCase()}</span>
              </th>
              <td>{usage.jobCount.toLocaleString("en")}</td>
              <td>{usage.completedCount.toLocaleString("en")}</td>
              <td>{usage.failedCount.toLocaleString("en")}</td>
              <td>{shareWords(usage.successRate)}</td>
              <td>{usage.takeCount.toLocaleString("en")}</td>
              <td>{usage.pickedCount.toLocaleString("en")}</td>
              <td>{usage.seconds === null ? "–" : secondsWords(usage.seconds)}</td>
              <td>{dollars(usage.spent)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
