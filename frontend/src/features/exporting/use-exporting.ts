import { useMemo, useState } from "react";
import { useQuery } from "urql";
import type { WholeProject } from "@/graphql/project";
import { useWish } from "@/graphql/wish";
import { asked } from "./asked";
import { ExportQuery, ReportQuery, RequestExport } from "./documents";
import { offerOf } from "./formats";
import { useSettled } from "./use-settled";
import { type About, type Choices, FIRST, type Problems, problemsOf, wishOf } from "./wish";

const SILENT = "The studio did not answer. Try again.";

/** What is chosen, what it would be like, and having it made. */
export function useExporting(project: WholeProject, chosen: readonly string[]) {
  const { id, fps, width, height } = project;
  const about = useMemo<About>(
    () => ({ id, fps, width, height, chosen }),
    [id, fps, width, height, chosen],
  );
  const [choices, setChoices] = useState<Choices>(() =>
    chosen.length > 1 ? { ...FIRST, scope: "chosen" } : FIRST,
  );
  const [busy, setBusy] = useState(false);
  const wish = useWish();
  const mistakes = problemsOf(choices, about);
  const settled = useSettled(choices);
  const input = wishOf(settled, about);
  const pause = Object.keys(problemsOf(settled, about)).length > 0;
  const [look] = useQuery({
    query: ReportQuery,
    variables: { input },
    pause,
    requestPolicy: "cache-and-network",
  });
  const isText = offerOf(choices.format).text === true;
  const [writing] = useQuery({
    query: ExportQuery,
    variables: { input },
    pause: pause || !offerOf(settled.format).text,
    requestPolicy: "cache-and-network",
  });
  const report = look.data?.exportReport ?? null;
  const written = isText ? (writing.data?.timelineExport ?? null) : null;
  const told = [...(report?.userErrors ?? []), ...(written?.userErrors ?? [])];
  const problems: Problems = { ...byField(told), ...mistakes };
  const waiting = settled !== choices || look.fetching || (isText && writing.fetching);
  const failed = (look.error ?? (isText ? writing.error : undefined)) ? SILENT : undefined;

  async function request(done: () => void): Promise<void> {
    setBusy(true);
    await wish(RequestExport, wishOf(choices, about), {
      done: ({ export: made }) => {
        if (made) asked.add(made.id);
        done();
      },
    });
    setBusy(false);
  }
  const clear = !waiting && Object.keys(problems).length === 0 && !failed;
  const can = clear && report !== null && report.standing !== "NOT_READY";
  return {
    ...{ about, choices, problems, report, written, waiting, busy, can, isText },
    general: failed ?? problems[""],
    set: setChoices,
    change: (part: Partial<Choices>) => setChoices((before) => ({ ...before, ...part })),
    request,
  };
}

export type Exporting = ReturnType<typeof useExporting>;

type Told = { field: readonly string[] | null; message: string };

function byField(errors: readonly Told[]): Problems {
  return Object.fromEntries(
    errors.map(({ field, message }) => [FIELDS[field?.at(-1) ?? ""] ?? "", message]),
  );
}

/** Those that stand beside what they are about. */
const FIELDS: Record<string, string> = Object.fromEntries(
  [
    ..."startTimecode folder firstFrame lastFrame width height handles loudness".split(" "),
    ..."sceneIds rate fcpxmlVersion panels dropFrame".split(" "),
  ].map((name) => [name, name]),
);
