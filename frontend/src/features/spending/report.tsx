import { Download } from "lucide-react";
import { useQuery } from "urql";
import { Button } from "@/ui/button";
import { ChoiceField } from "@/ui/field";
import { dollars } from "@/ui/money";
import { saveFile } from "@/ui/save-file";
import { Skeleton } from "@/ui/status";
import { Unread } from "@/ui/unread";
import { plural } from "@/ui/words";
import { BYS, type By, REPORTED, type Reported, sinceOf, useAddress } from "./address";
import { type Report, ReportQuery, ScopesQuery } from "./documents";
import { None, Part } from "./part";

/** What was spent, summed by what one asks for. */
export function Reports() {
  const { by, period, projectId, change } = useAddress();
  const variables = { by, since: sinceOf(period), projectId };
  const [{ data, error, stale, fetching }, again] = useQuery({ query: ReportQuery, variables });
  const [scopes] = useQuery({ query: ScopesQuery });
  const report = data?.spendingReport;
  return (
    <Part
      id="report"
      title="Report"
      tools={
        <Button
          disabled={!report || report.rows.length === 0}
          onClick={() =>
            report && saveFile(`spending-by-${by.toLowerCase()}.csv`, report.csv, "text/csv")
          }
        >
          <Download size={14} aria-hidden />
          CSV
        </Button>
      }
    >
      <div className="mb-3 flex flex-wrap gap-3">
        <ChoiceField
          label="By"
          value={by}
          onChange={({ currentTarget }) => change({ by: currentTarget.value as By })}
          choices={Object.entries(BYS).map(([value, label]) => ({ value, label }))}
        />
        <ChoiceField
          label="Time"
          value={period}
          onChange={({ currentTarget }) => change({ period: currentTarget.value as Reported })}
          choices={Object.entries(REPORTED).map(([value, label]) => ({ value, label }))}
        />
        <ChoiceField
          label="Of"
          className="max-w-64"
          value={projectId ?? ""}
          onChange={({ currentTarget }) => change({ project: currentTarget.value || undefined })}
          choices={[
            { value: "", label: "All projects" },
            ...(scopes.data?.projects.nodes ?? []).map(({ id, name }) => ({
              value: id,
              label: name,
            })),
          ]}
        />
      </div>
      {error && !report && !fetching ? (
        <Unread what="report" onAgain={() => again({ requestPolicy: "network-only" })} />
      ) : null}
      {report ? (
        <Rows by={by} report={report} busy={stale} />
      ) : error ? null : (
        <Skeleton className="h-24" />
      )}
    </Part>
  );
}

type RowsProps = { by: By; report: Report; busy: boolean };

function Rows({ by, report, busy }: RowsProps) {
  if (report.rows.length === 0) return <None>Nothing was rendered in this time.</None>;
  const most = Math.max(1, ...report.rows.map(({ spent }) => Number(spent)));
  return (
    <div aria-busy={busy} className="overflow-x-auto rounded-lg bg-panel">
      <table className="w-full text-sm tabular-nums">
        <thead className="text-left text-xs text-soft *:*:px-4 *:*:py-2 *:*:font-medium">
          <tr>
            <th scope="col">{BYS[by]}</th>
            <th scope="col" className="text-right">
              Renders
            </th>
            <th scope="col" className="text-right">
              Expected
            </th>
            <th scope="col" className="text-right">
              Spent
            </th>
          </tr>
        </thead>
        <tbody className="*:border-t *:border-line *:*:px-4 *:*:py-2">
          {report.rows.map(({ key, name, attemptCount, expectedCost, spent }) => (
            <tr key={key ?? "none"}>
              <th scope="row" className="w-1/2 text-left font-normal">
                <span className="wrap-anywhere">{name || "Unassigned"}</span>
                <span
                  aria-hidden
                  className="mt-1 block h-1 overflow-hidden rounded-full bg-pressed"
                >
                  <span
                    className="block h-full bg-accent"
                    style={{ width: `${(Number(spent) / most) * 100}%` }}
                  />
                </span>
              </th>
              <td className="text-right text-soft">{attemptCount.toLocaleString("en")}</td>
              <td className="text-right text-soft">{dollars(expectedCost)}</td>
              <td className="text-right">{dollars(spent)}</td>
            </tr>
          ))}
        </tbody>
        <tfoot className="border-t border-edge font-medium *:*:px-4 *:*:py-2">
          <tr>
            <th scope="row" colSpan={3} className="text-left font-medium">
              {plural(report.rows.length, "line")}
              {Number(report.unassigned) > 0
                ? `, ${dollars(report.unassigned)} of it unassigned`
                : ""}
            </th>
            <td className="text-right">{dollars(report.spent)}</td>
          </tr>
        </tfoot>
      </table>
    </div>
  );
}
