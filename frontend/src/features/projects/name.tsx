import { useNavigate } from "@tanstack/react-router";
import { ChevronDown, Copy, FileDiff, PencilLine, Settings2, Trash2 } from "lucide-react";
import { useRef, useState } from "react";
import { useQuery } from "urql";
import { type Action, registry, run, useActions } from "@/actions/registry";
import type { Project } from "@/graphql/entities";
import { IconButton } from "@/ui/button";
import { Menu } from "@/ui/menu";
import { Skeleton } from "@/ui/status";
import { Tip } from "@/ui/tip";
import { useProjectActs } from "./acts";
import { ProjectHeadQuery } from "./documents";
import { NameInput } from "./name-input";
import { SettingsDialog } from "./settings";

/** The name of the open project in the top bar, and what can be done with the whole of it. */
export function ProjectName({ projectId }: { projectId: string }) {
  const [{ data, fetching }] = useQuery({ query: ProjectHeadQuery, variables: { id: projectId } });
  if (data?.project) return <Head key={projectId} project={data.project} />;
  return fetching ? <Skeleton className="h-4 w-32" /> : null;
}

type Deed = Action & { icon: React.ReactNode; danger?: boolean };

function Head({ project }: { project: Project }) {
  const navigate = useNavigate();
  const does = useProjectActs();
  const [renaming, setRenaming] = useState(false);
  const [settings, setSettings] = useState(false);
  const name = useRef<HTMLButtonElement>(null);
  const deeds = deedsOn({
    rename: () => setRenaming(true),
    duplicate: () =>
      void does.duplicate(
        project,
        (id) => void navigate({ to: "/projects/$projectId", params: { projectId: id } }),
      ),
    settings: () => setSettings(true),
    /** The page is left first, or it would say that its project is gone. */
    remove: () => void navigate({ to: "/" }).then(() => does.remove(project)),
  });
  useActions(deeds);

  function named(next: string | null) {
    setRenaming(false);
    requestAnimationFrame(() => name.current?.focus());
    if (next) void does.rename(project, next);
  }
  return (
    <div className="flex min-w-0 items-center max-sm:grow max-sm:basis-0">
      <h1 className="min-w-0 text-sm font-semibold">
        {renaming ? (
          <NameInput
            name={project.name}
            label="Name of the project"
            onDone={named}
            className="h-7 w-64"
          />
        ) : (
          <Tip label="Rename" keys="F2">
            <button
              ref={name}
              type="button"
              onClick={() => setRenaming(true)}
              className="block h-7 max-w-[min(16rem,100%)] truncate rounded-md px-1.5 hover:bg-hover"
            >
              {project.name}
            </button>
          </Tip>
        )}
      </h1>
      <Menu
        label="Project"
        items={deeds
          .map(({ id, label, icon, keys, danger, run: act }) => ({
            id,
            label,
            icon,
            keys,
            danger: danger ?? false,
            // After the menu has given the focus back, which the act may want for itself.
            onSelect: () => setTimeout(act),
          }))
          .toSpliced(3, 0, COMPARE)}
      >
        <IconButton small label="What to do with the project">
          <ChevronDown size={14} />
        </IconButton>
      </Menu>
      <SettingsDialog
        open={settings}
        onClose={() => setSettings(false)}
        title="Project settings"
        description="Shots keep their frame numbers when the rate changes. Pictures that are drawn keep their size."
        from={project}
        button="Save"
        onSubmit={(next) => does.change(project, next)}
      />
    </div>
  );
}

const COMPARE = {
  id: "compare.timeline",
  label: "Compare with a timeline …",
  icon: <FileDiff size={14} />,
  danger: false,
  keys: undefined,
  onSelect: () => setTimeout(() => run(registry.find("compare.timeline"))),
};

type Deeds = Record<"rename" | "duplicate" | "settings" | "remove", () => void>;

function deedsOn({ rename, duplicate, settings, remove }: Deeds): Deed[] {
  return [
    {
      id: "project.rename",
      label: "Rename project",
      keys: "F2",
      group: "Edit",
      icon: <PencilLine size={14} />,
      run: rename,
    },
    {
      id: "project.duplicate",
      label: "Duplicate project",
      group: "Edit",
      icon: <Copy size={14} />,
      run: duplicate,
    },
    {
      id: "project.settings",
      label: "Project settings",
      keys: "$mod+,",
      group: "Edit",
      icon: <Settings2 size={14} />,
      run: settings,
    },
    {
      id: "project.delete",
      label: "Delete project",
      group: "Edit",
      icon: <Trash2 size={14} />,
      danger: true,
      run: remove,
    },
  ];
}
