import { Ellipsis } from "lucide-react";
import { useQuery } from "urql";
import { useMenuActions } from "@/actions/menu";
import { useActions } from "@/actions/registry";
import { useNews } from "@/graphql/live-catalogue";
import { useRecentProjects } from "@/graphql/recent-projects";
import { MADE, PLACES, type Workflow } from "@/graphql/workflows";
import { Button, IconButton } from "@/ui/button";
import { Empty } from "@/ui/empty";
import { Menu, type MenuItem } from "@/ui/menu";
import { ProjectMenu } from "@/ui/project-menu";
import { Facts, Part, Side } from "@/ui/side";
import { Skeleton } from "@/ui/status";
import { Tip } from "@/ui/tip";
import { Unread } from "@/ui/unread";
import { plural } from "@/ui/words";
import { WorkflowQuery } from "./documents";
import { Files } from "./files";
import type { Task } from "./import";
import type { Use } from "./screen";
import { Standings } from "./standings";
import type { WorkflowActs } from "./use-workflow-acts";
import { CATEGORIES } from "./words";

type DetailProps = {
  workflowId: string;
  acts: WorkflowActs;
  onUse: Use;
  onTask: (task: Task) => void;
  onShow: (id: string) => void;
  onClose: () => void;
};

/** All that is known of a workflow. */
export function WorkflowDetail(props: DetailProps) {
  const { workflowId, onClose } = props;
  const [{ data, error, fetching }, reread] = useQuery({
    query: WorkflowQuery,
    variables: { id: workflowId },
    requestPolicy: "cache-and-network",
  });
  const again = () => reread({ requestPolicy: "network-only" });
  useNews("workflows", again);
  useActions([
    { id: "side.close", label: "Close the workflow", group: "View", keys: "Escape", run: onClose },
  ]);
  if (data?.workflow) return <Known {...props} workflow={data.workflow} />;
  return (
    <Side label="Workflow" title="Workflow" onClose={onClose}>
      {error && !fetching ? (
        <Unread what="workflow" onAgain={again} />
      ) : data && !fetching ? (
        <Empty title="There is no such workflow">It was deleted, or never there.</Empty>
      ) : (
        <div className="flex flex-col gap-3 p-4">
          <Skeleton className="h-10" />
          <Skeleton className="h-32" />
        </div>
      )}
    </Side>
  );
}

type KnownProps = DetailProps & { workflow: Workflow };

function Known(props: KnownProps) {
  const { workflow, onTask, onUse, onClose } = props;
  return (
    <Side
      label="Workflow"
      title={workflow.name}
      onClose={onClose}
      tools={
        <Menu items={useMenu(props)} label="More for this workflow">
          <IconButton label="More for this workflow">
            <Ellipsis size={16} />
          </IconButton>
        </Menu>
      }
    >
      <div className="flex flex-wrap gap-2 px-4 py-3">
        {workflow.kind === "AUDIO" ? null : <UseMenu workflow={workflow} onUse={onUse} />}
        <Tip label="Edit" keys="e">
          <Button size="sm" onClick={() => onTask({ kind: "edit", workflow })}>
            Edit inputs
          </Button>
        </Tip>
        <Tip label="Another file for it" keys="r">
          <Button size="sm" onClick={() => onTask({ kind: "again", workflow })}>
            New revision
          </Button>
        </Tip>
      </div>
      <Inside workflow={workflow} />
    </Side>
  );
}

function Inside({ workflow }: { workflow: Workflow }) {
  const { description, kind, category, revision, templateId, files, nodeClasses } = workflow;
  return (
    <>
      <Part title="What it is">
        {description ? (
          <p className="mb-2 whitespace-pre-line text-sm text-soft wrap-anywhere">{description}</p>
        ) : null}
        <Facts
          facts={[
            ["Makes", MADE[kind]],
            ["For", CATEGORIES[category]],
            ["Revision", revision],
            ["From", templateId ? "A template" : "A file"],
          ]}
        />
      </Part>
      <Part title="Where it can be rendered with">
        <Standings workflow={workflow} />
      </Part>
      <Part title="What goes into it">
        <Inputs workflow={workflow} />
      </Part>
      <Part title="What it needs">
        <Files files={files} />
        <details className="mt-2 text-sm">
          <summary className="min-h-6 cursor-pointer text-soft">
            {plural(nodeClasses.length, "kind")} of nodes
          </summary>
          <p className="pt-1 text-xs text-soft wrap-anywhere">{nodeClasses.join(", ")}</p>
        </details>
      </Part>
    </>
  );
}

function Inputs({ workflow: { inputs } }: { workflow: Workflow }) {
  if (inputs.length === 0) {
    return <p className="text-sm text-soft">Nothing: every shot gets the same. Edit its inputs.</p>;
  }
  const shots = inputs.flatMap(({ place }) => (place ? [PLACES[place]] : []));
  const own = inputs.filter(({ place }) => !place).map(({ label }) => label);
  return (
    <Facts
      facts={[
        ["By itself", shots.join(", ")],
        ["Set by you", own.join(", ")],
      ]}
    />
  );
}

/** Takes the workflow along to a project, to generate with it there. */
function UseMenu({ workflow, onUse }: { workflow: Workflow; onUse: Use }) {
  const projects = useRecentProjects();
  return <ProjectMenu projects={projects} onChoose={(id) => onUse(workflow, id)} />;
}

function useMenu({ workflow, acts, onTask, onShow, onClose }: KnownProps): MenuItem[] {
  async function remove() {
    if (await acts.remove(workflow)) onClose();
  }
  return useMenuActions("workflow", workflow.name, [
    { id: "edit", label: "Edit", keys: "e", run: () => onTask({ kind: "edit", workflow }) },
    {
      id: "again",
      label: "New revision from a file",
      keys: "r",
      run: () => onTask({ kind: "again", workflow }),
    },
    {
      id: "duplicate",
      label: "Duplicate",
      keys: "$mod+d",
      run: () => void acts.duplicate(workflow, onShow),
    },
    { id: "save", label: "Save as a file", keys: "s", run: () => void acts.save(workflow) },
    { id: "delete", label: "Delete", keys: "Delete", run: () => void remove() },
  ]);
}
