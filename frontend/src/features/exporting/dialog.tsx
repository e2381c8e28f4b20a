import { Copy, Download } from "lucide-react";
import { Tabs } from "radix-ui";
import { useMemo, useState } from "react";
import { notices } from "@/actions/notices";
import type { WholeProject } from "@/graphql/project";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { saveFile } from "@/ui/save-file";
import type { Written } from "./documents";
import { ExportList } from "./export-list";
import { NewExport } from "./new-export";
import { type Exporting, useExporting } from "./use-exporting";
import { useExports } from "./use-exports";
import { together } from "./words";

type ExportDialogProps = {
  project: WholeProject;
  /** The shots that are selected on the screen behind it. */
  chosen: readonly string[];
  /** Selects these shots where they are to be seen. */
  onShow: (clipIds: readonly string[]) => void;
  onClose: () => void;
};

const TAB =
  "h-8 border-b-2 border-transparent text-sm text-soft hover:text-ink data-[state=active]:border-accent data-[state=active]:text-ink";

/** Taking a film out: for other programs, to watch, to print, to keep. */
export function ExportDialog({ project, chosen, onShow, onClose }: ExportDialogProps) {
  const reading = useExports(project.id);
  const [tab, setTab] = useState("new");
  const exporting = useExporting(project, chosen);
  const known = useMemo(
    () => new Set(project.scenes.flatMap(({ clips }) => clips.map(({ id }) => id))),
    [project],
  );
  const open = together(reading.exports).count;
  const count = reading.exports.length;
  return (
    <Dialog
      open
      wide
      onClose={onClose}
      title="Export"
      description="The film for another program, to watch, to print or to keep."
      footer={
        tab === "new" ? <Footer exporting={exporting} onAsked={() => setTab("made")} /> : undefined
      }
    >
      <Tabs.Root value={tab} onValueChange={setTab}>
        <Tabs.List aria-label="Exports" className="mb-4 flex gap-4 border-b border-line">
          <Tabs.Trigger value="new" className={TAB}>
            New
          </Tabs.Trigger>
          <Tabs.Trigger value="made" className={TAB}>
            Made{count > 0 ? ` (${count})` : ""}
            {open > 0 ? <span className="text-accent">, {open} under way</span> : null}
          </Tabs.Trigger>
        </Tabs.List>
        <Tabs.Content value="new" tabIndex={-1} className="outline-none">
          <NewExport
            scenes={project.scenes}
            exporting={exporting}
            known={known}
            onShow={(clipIds) => {
              onClose();
              onShow(clipIds);
            }}
          />
        </Tabs.Content>
        <Tabs.Content
          value="made"
          tabIndex={-1}
          className="min-h-72 outline-none md:min-h-[calc(80vh-12rem)]"
        >
          <ExportList reading={reading} onNew={() => setTab("new")} />
        </Tabs.Content>
      </Tabs.Root>
    </Dialog>
  );
}

async function copy({ documents }: Written): Promise<void> {
  try {
    await navigator.clipboard.writeText(documents.map(({ text }) => text).join("\n"));
    notices.say("Copied.");
  } catch {
    notices.say("The browser does not let the clipboard be written. Download it instead.");
  }
}

function download({ documents }: Written): void {
  for (const { name, text, mediaType } of documents) saveFile(name, text, mediaType);
}

function Footer({ exporting, onAsked }: { exporting: Exporting; onAsked: () => void }) {
  const { report, written, can, busy, isText, request } = exporting;
  const count = written?.documents.length ?? 0;
  const ready = can && count > 0 ? written : null;
  return (
    <>
      <span className="mr-auto min-w-0 text-xs text-soft tabular-nums" aria-live="polite">
        {can && report ? `${report.startTimecode} to ${report.endTimecode}` : null}
      </span>
      {isText ? (
        <>
          <Button disabled={!ready} onClick={() => ready && void copy(ready)}>
            <Copy size={14} aria-hidden />
            Copy
          </Button>
          <Button look="primary" disabled={!ready} onClick={() => ready && download(ready)}>
            <Download size={14} aria-hidden />
            {count > 1 ? `Download ${count} files` : "Download"}
          </Button>
        </>
      ) : (
        <Button
          look="primary"
          disabled={!can || busy}
          aria-busy={busy}
          onClick={() => void request(onAsked)}
        >
          Export
        </Button>
      )}
    </>
  );
}
