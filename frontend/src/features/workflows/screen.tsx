import { Link } from "@tanstack/react-router";
import { Upload } from "lucide-react";
import { useState } from "react";
import { notices } from "@/actions/notices";
import { useActions } from "@/actions/registry";
import { useLiveCatalogue } from "@/graphql/live-catalogue";
import type { Workflow } from "@/graphql/workflows";
import { Button } from "@/ui/button";
import { DropVeil } from "@/ui/drop-veil";
import { Tip } from "@/ui/tip";
import { useWindowDrop } from "@/ui/use-window-drop";
import { type Address, useAddress } from "./address";
import { WorkflowDetail } from "./detail";
import { ImportDialog, type Task } from "./import";
import { WorkflowList } from "./list";
import { readFile } from "./pick-file";
import { TemplateDetail } from "./template-detail";
import { TemplateList } from "./template-list";
import { useWorkflowActs } from "./use-workflow-acts";

const TAB =
  "flex h-8 items-center rounded-md px-3 text-sm text-soft hover:bg-hover hover:text-ink aria-[current=page]:bg-raised aria-[current=page]:text-ink";

export type Use = (workflow: Workflow, projectId: string) => void;

/** ComfyUI graphs of one's own: brought in, looked over, changed, taken out. */
export function Workflows({ onUse }: { onUse: Use }) {
  const { address, change } = useAddress();
  const acts = useWorkflowActs();
  const [task, setTask] = useState<Task | null>(null);
  const inTemplates = address.tab === "templates";
  // What is looked for may hide what was just made.
  const show = (workflow: string) =>
    change({ tab: "", template: "", q: "", kind: "", category: "", workflow });
  const bringIn = () => setTask({ kind: "new" });
  useLiveCatalogue();
  const over = useWindowDrop(task === null, (file) => void taken(file, setTask));
  const other: Address = { tab: inTemplates ? "" : "templates", workflow: "", template: "" };
  useActions([
    {
      id: "workflows.import",
      label: "Bring in a workflow",
      group: "Edit",
      keys: "i",
      run: bringIn,
    },
    {
      id: "workflows.other",
      label: inTemplates ? "Workflows of this workspace" : "Templates of workflows",
      group: "Go to",
      keys: "c",
      run: () => change({ ...other, category: "", kind: "" }, false),
    },
  ]);
  return (
    <div className="relative flex h-full">
      <div className="h-full min-w-0 grow overflow-y-auto">
        <div className="mx-auto max-w-4xl px-6 pb-12 pt-5">
          <header className="mb-4 flex flex-wrap items-center gap-x-4 gap-y-2">
            <h1 className="text-xl font-semibold tracking-tight">Workflows</h1>
            <nav aria-label="Which workflows" className="flex grow gap-1">
              <Tab name="Here" tab={undefined} isCurrent={!inTemplates} q={address.q} />
              <Tab name="Templates" tab="templates" isCurrent={inTemplates} q={address.q} />
            </nav>
            <Tip label="Bring in a workflow" keys="i">
              <Button look="primary" onClick={bringIn}>
                <Upload size={14} aria-hidden />
                Import
              </Button>
            </Tip>
          </header>
          {inTemplates ? (
            <TemplateList address={address} onChange={change} />
          ) : (
            <WorkflowList address={address} onChange={change} onImport={bringIn} />
          )}
        </div>
      </div>
      {inTemplates && address.template ? (
        <TemplateDetail
          key={address.template}
          templateId={address.template}
          acts={acts}
          onMade={show}
          onClose={() => change({ template: "" })}
        />
      ) : null}
      {!inTemplates && address.workflow ? (
        <WorkflowDetail
          key={address.workflow}
          workflowId={address.workflow}
          {...{ acts, onUse }}
          onTask={setTask}
          onShow={show}
          onClose={() => change({ workflow: "" })}
        />
      ) : null}
      {task ? (
        <ImportDialog task={task} acts={acts} onMade={show} onClose={() => setTask(null)} />
      ) : null}
      {over ? <DropVeil words="Drop the workflow to look into it" /> : null}
    </div>
  );
}

async function taken(file: File, then: (task: Task) => void): Promise<void> {
  const read = await readFile(file);
  if ("problem" in read) notices.warn(read.problem);
  else then({ kind: "new", file: read.file });
}

type TabProps = {
  name: string;
  tab: string | undefined;
  isCurrent: boolean;
  q: string | undefined;
};

/** What is looked for goes along. */
function Tab({ name, tab, isCurrent, q }: TabProps) {
  return (
    <Link
      to="/workflows"
      search={{ ...(tab ? { tab } : {}), ...(q ? { q } : {}) }}
      activeOptions={{ exact: true, includeSearch: true }}
      aria-current={isCurrent ? "page" : undefined}
      className={TAB}
    >
      {name}
    </Link>
  );
}
