import { Skeleton } from "@/ui/status";
import { FormatList } from "./format-list";
import { offerOf } from "./formats";
import { Notes } from "./notes";
import { Options } from "./options";
import { PresetBar } from "./preset-bar";
import { Preview } from "./preview";
import type { Scene } from "./scope";
import { Structure } from "./structure";
import type { Exporting } from "./use-exporting";
import { usePresets } from "./use-presets";

type NewExportProps = {
  scenes: readonly Scene[];
  exporting: Exporting;
  known: ReadonlySet<string>;
  onShow: (clipIds: readonly string[]) => void;
};

/** What to take out and how, and what that would be like. */
export function NewExport({ scenes, exporting, known, onShow }: NewExportProps) {
  const { about, choices, problems, general, change } = exporting;
  const presets = usePresets({ about, choices, onApply: exporting.set });
  const offer = offerOf(choices.format);
  return (
    <div className="grid gap-5 md:grid-cols-[15rem_minmax(0,1fr)]">
      <FormatList format={choices.format} onChange={(format) => change({ format })} />
      <div className="flex min-w-0 flex-col gap-4">
        <div className="grid items-end gap-x-4 gap-y-3 sm:grid-cols-2">
          <div className="max-md:hidden">
            <h3 className="text-base font-semibold">{offer.name}</h3>
            <p className="text-xs text-soft">{offer.who}</p>
          </div>
          <PresetBar presets={presets} />
        </div>
        <Options
          scenes={scenes}
          choices={choices}
          about={about}
          problems={problems}
          onChange={change}
        />
        {general ? (
          <p role="alert" className="text-sm text-bad">
            {general}
          </p>
        ) : null}
        <Outlook exporting={exporting} known={known} onShow={onShow} />
      </div>
    </div>
  );
}

type OutlookProps = Pick<NewExportProps, "exporting" | "known" | "onShow">;

/** What is to be known of it, and its parts. */
function Outlook({ exporting, known, onShow }: OutlookProps) {
  const { report, written, waiting, isText, problems, general } = exporting;
  if (!report) {
    if (general || Object.keys(problems).length > 0) return null;
    return (
      <div aria-busy className="flex flex-col gap-3">
        <Skeleton className="h-8" />
        <Skeleton className="h-24" />
      </div>
    );
  }
  return (
    <div aria-busy={waiting} className="flex flex-col gap-3">
      <Notes notices={report.notices} known={known} onShow={onShow} />
      {report.tracks.length > 0 ? <Structure report={report} /> : null}
      {isText ? <Preview written={written} waiting={waiting} /> : null}
    </div>
  );
}
