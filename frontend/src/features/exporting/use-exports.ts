import { useEffect } from "react";
import { useQuery } from "urql";
import { notices } from "@/actions/notices";
import { useAct } from "@/graphql/act";
import type { Export } from "@/graphql/entities";
import { useAgain } from "@/graphql/use-again";
import { asked, useAsked } from "./asked";
import { CancelExport, DeleteExport, ExportsQuery, RetryExport } from "./documents";
import { follow } from "./follow";
import { offerOf } from "./formats";
import { isOpen } from "./words";

const NONE: readonly Export[] = [];

/** What was taken out of a project, the newest first; events keep it as it is. */
export function useExports(projectId: string) {
  const [{ data, error, fetching }, reread] = useQuery({
    query: ExportsQuery,
    variables: { projectId },
  });
  const known = data?.project?.id === projectId ? data.project.exports : undefined;
  const failed = error !== undefined && !known && !fetching;
  const again = () => reread({ requestPolicy: "network-only" });
  useAgain(failed, again);
  return { exports: known ?? NONE, known: known !== undefined, failed, again };
}

/** Tells when what was asked for in this window is there, or why it is not. */
export function useExportNews(exports: readonly Export[]): void {
  const ours = useAsked();
  useEffect(() => {
    for (const one of exports) {
      if (ours.includes(one.id) && !isOpen(one) && asked.take(one.id)) tell(one);
    }
  }, [exports, ours]);
}

function tell({ id, state, url, name, format, error }: Export): void {
  const what = offerOf(format).name;
  if (state === "COMPLETED" && url !== null) {
    notices.say(`${name} is ready.`, { label: "Download", run: () => follow(url, name) });
  } else if (state === "FAILED") {
    notices.warn(`${what}: ${error?.message ?? "it could not be made."}`, undefined, id);
  }
}

export function useExportActs() {
  const act = useAct();
  return {
    async cancel({ id }: Export): Promise<void> {
      const done = await act(CancelExport, { id });
      if (!done.ok) notices.problems(done.problems, undefined, id);
    },
    async retry(one: Export): Promise<void> {
      const done = await act(RetryExport, { id: one.id });
      if (done.ok) asked.add(one.id);
      else notices.problems(done.problems, () => void this.retry(one), one.id);
    },
    async remove({ id }: Export): Promise<void> {
      const done = await act(DeleteExport, { id });
      if (!done.ok) notices.problems(done.problems, undefined, id);
    },
  };
}

export type ExportActs = ReturnType<typeof useExportActs>;
