import { useMemo, useRef, useState } from "react";
import { useActions } from "@/actions/registry";
import { useWish } from "@/graphql/wish";
import { ImportScript } from "./documents";
import { draft, useDraft } from "./draft";
import { Editor, type EditorHandle } from "./editor";
import { chooseFile, DropZone } from "./files";
import { ImportFoot, ImportHead } from "./import-bars";
import { PreviewPane } from "./preview-pane";
import { rowAt, rowsOf, spanOf } from "./shots";
import "./type";
import { useDrawAll } from "./use-draw-all";
import { useExample } from "./use-example";
import { usePreview } from "./use-preview";

type ImportScreenProps = {
  /** The project that the script is added to; a new one if missing. */
  projectId?: string | undefined;
  /** The example to open with. */
  exampleId?: string | undefined;
  /** Called once the example is the draft. */
  onExample: () => void;
  onImported: (projectId: string) => void;
};

/** A script on the left, and on the right what becomes of it. */
export function ImportScreen({ projectId, exampleId, onExample, onImported }: ImportScreenProps) {
  const { text, format } = useDraft();
  const live = usePreview(text, format);
  const [draws, setDraws] = useState(true);
  const { busy, make } = useImport({ projectId, draws, onImported });
  useExample(exampleId, onExample);

  const blocked = whyNot(text, live, busy);
  const submit = () => void (blocked ? null : make());
  useActions([
    {
      id: "script.make",
      label: "Make the storyboard",
      group: "Edit",
      keys: "$mod+Enter",
      whileTyping: true,
      blocked,
      run: submit,
    },
    {
      id: "script.open",
      label: "Open a script file",
      group: "Edit",
      keys: "$mod+o",
      whileTyping: true,
      run: () => chooseFile(() => {}),
    },
  ]);

  return (
    <DropZone onTaken={() => {}}>
      <div className="flex h-full flex-col">
        <ImportHead projectId={projectId} />
        <Halves live={live} text={text} />
        <ImportFoot
          live={live}
          draws={draws}
          onDraws={setDraws}
          busy={busy}
          blocked={blocked}
          onMake={submit}
        />
      </div>
    </DropZone>
  );
}

type Live = ReturnType<typeof usePreview>;

function whyNot(text: string, { preview, problem, reading }: Live, busy: boolean): string | null {
  if (busy) return "The storyboard is being made";
  if (text.trim() === "") return "There is no script yet";
  if (reading) return null;
  return problem?.code.startsWith("SCRIPT") || preview?.clipCount === 0
    ? "There is nothing to film in it yet"
    : null;
}

function Halves({ live, text }: { live: Live; text: string }) {
  const editor = useRef<EditorHandle>(null);
  const [hovered, setHovered] = useState<number | null>(null);
  const [line, setLine] = useState<number | null>(null);
  const { preview } = live;
  const rows = useMemo(() => (preview ? rowsOf(preview) : []), [preview]);
  const lines = useMemo(() => text.split("\n"), [text]);
  const active = hovered ?? (line === null ? -1 : rowAt(rows, line));
  const span = useMemo(() => spanOf(rows, active, lines), [rows, active, lines]);

  return (
    <div className="grid min-h-0 grow grid-rows-2 md:grid-cols-[minmax(0,1fr)_minmax(0,26rem)] md:grid-rows-1 lg:grid-cols-[minmax(0,1fr)_minmax(0,34rem)]">
      <Editor
        ref={editor}
        text={text}
        onText={(next) => draft.set({ text: next })}
        span={span}
        onLine={setLine}
      />
      <PreviewPane
        live={live}
        rows={rows}
        active={active}
        follow={hovered === null}
        onHover={setHovered}
        onChoose={(at) => {
          const place = spanOf(rows, at, lines);
          if (place) editor.current?.go(place.from, true);
        }}
      />
    </div>
  );
}

type Importing = Pick<ImportScreenProps, "projectId" | "onImported"> & { draws: boolean };

/** Makes the storyboard; the text is forgotten only when that is done. */
function useImport({ projectId, draws, onImported }: Importing) {
  const wish = useWish();
  const drawAll = useDrawAll();
  const [busy, setBusy] = useState(false);

  async function make() {
    setBusy(true);
    const { text, format } = draft.get();
    const input = { projectId: projectId ?? null, text, format };
    await wish(ImportScript, input, {
      done({ project }) {
        if (!project) return;
        if (draft.get().text === text) draft.clear();
        if (draws) drawAll(project.id);
        onImported(project.id);
      },
    });
    setBusy(false);
  }
  return { busy, make };
}
