import { Link } from "@tanstack/react-router";
import { Copy, Ellipsis, FolderOpen, PencilLine, Trash2 } from "lucide-react";
import { type KeyboardEvent, memo } from "react";
import { IconButton } from "@/ui/button";
import { Menu, type MenuItem, MenuOn } from "@/ui/menu";
import { Progress, Skeleton, Status } from "@/ui/status";
import { plural } from "@/ui/words";
import type { WallProject } from "./documents";
import { Mosaic } from "./mosaic";
import { NameInput } from "./name-input";
import { ago, drawn, extent } from "./words";

export type CardActs = {
  open: (project: WallProject) => void;
  /** Begin to write the name anew. */
  rename: (project: WallProject) => void;
  named: (project: WallProject, name: string | null) => void;
  duplicate: (project: WallProject) => void;
  remove: (project: WallProject) => void;
  focused: (project: WallProject) => void;
  step: (event: KeyboardEvent) => void;
};

type CardProps = {
  project: WallProject;
  now: number;
  /** The one that Tab comes to; the arrows go on from there. */
  isCurrent: boolean;
  isRenaming: boolean;
  acts: CardActs;
};

export const Card = memo(function Card({ project, now, isCurrent, isRenaming, acts }: CardProps) {
  const items = menuOf(project, acts);
  const onFocus = () => acts.focused(project);
  return (
    <li className="min-w-0">
      <MenuOn items={items}>
        <article className="group relative flex h-full flex-col overflow-hidden rounded-lg bg-panel transition-colors focus-within:bg-raised hover:bg-raised has-[a:focus-visible]:outline-2 has-[a:focus-visible]:outline-offset-2 has-[a:focus-visible]:outline-accent">
          <div className="aspect-16/9 overflow-hidden">
            <Mosaic posters={project.posters} width={project.width} height={project.height} />
          </div>
          <div className="flex grow flex-col gap-2 px-3 pb-3 pt-2.5">
            <div className="flex h-6 items-center gap-1">
              {isRenaming ? (
                <NameInput
                  name={project.name}
                  label="Name of the project"
                  onDone={(name) => acts.named(project, name)}
                  className="relative z-10 -ml-1.5 h-6 grow text-base font-medium"
                />
              ) : (
                <>
                  <Title
                    project={project}
                    isCurrent={isCurrent}
                    onFocus={onFocus}
                    onKeyDown={acts.step}
                  />
                  <span className="relative z-10 -mr-1.5">
                    <Menu items={items} label={`What to do with ${project.name}`}>
                      <IconButton
                        small
                        label={`More for ${project.name}`}
                        tabIndex={isCurrent ? 0 : -1}
                        onFocus={onFocus}
                      >
                        <Ellipsis size={16} />
                      </IconButton>
                    </Menu>
                  </span>
                </>
              )}
            </div>
            <p className="truncate text-xs tabular-nums text-soft">{extent(project)}</p>
            <Foot project={project} now={now} />
          </div>
        </article>
      </MenuOn>
    </li>
  );
});

type TitleProps = Pick<CardProps, "project" | "isCurrent"> & {
  onFocus: () => void;
  onKeyDown: (event: KeyboardEvent) => void;
};

function Title({ project, isCurrent, ...handlers }: TitleProps) {
  return (
    <h2 className="min-w-0 grow text-base font-medium">
      <Link
        to="/projects/$projectId"
        params={{ projectId: project.id }}
        data-card={project.id}
        tabIndex={isCurrent ? 0 : -1}
        title={project.name}
        draggable={false}
        {...handlers}
        className="block truncate outline-none after:absolute after:inset-0"
      >
        {project.name}
      </Link>
    </h2>
  );
}

function Foot({ project, now }: { project: WallProject; now: number }) {
  const { activeJobCount, completion, clipCount } = project.stats;
  return (
    <div className="mt-auto flex flex-col gap-1.5 pt-1">
      <div className={clipCount > 0 ? "" : "invisible"}>
        <Progress value={completion} label={`Drawn of ${project.name}`} />
      </div>
      <div className="flex items-center justify-between gap-2 text-xs tabular-nums text-faint">
        {activeJobCount > 0 ? (
          <Status tone="run">{plural(activeJobCount, "render")} under way</Status>
        ) : (
          <span>{drawn(project)}</span>
        )}
        <time dateTime={project.updatedAt} title={new Date(project.updatedAt).toLocaleString("en")}>
          {ago(project.updatedAt, now)}
        </time>
      </div>
    </div>
  );
}

function menuOf(project: WallProject, acts: CardActs): MenuItem[] {
  return [
    {
      id: "open",
      label: "Open",
      keys: "Enter",
      icon: <FolderOpen size={14} />,
      onSelect: () => acts.open(project),
    },
    {
      id: "rename",
      label: "Rename",
      keys: "F2",
      icon: <PencilLine size={14} />,
      // After the menu has given the focus back, which the name is to have.
      onSelect: () => setTimeout(() => acts.rename(project)),
    },
    {
      id: "duplicate",
      label: "Duplicate",
      keys: "$mod+d",
      icon: <Copy size={14} />,
      onSelect: () => acts.duplicate(project),
    },
    { id: "line", separator: true },
    {
      id: "delete",
      label: "Delete",
      keys: "Delete",
      icon: <Trash2 size={14} />,
      danger: true,
      onSelect: () => acts.remove(project),
    },
  ];
}

export function CardSkeleton() {
  return (
    <li className="overflow-hidden rounded-lg bg-panel">
      <Skeleton className="aspect-16/9 rounded-none" />
      <div className="flex flex-col gap-3 px-3 pb-3 pt-4">
        <Skeleton className="h-4 w-2/3" />
        <Skeleton className="h-3 w-1/2" />
        <Skeleton className="mt-2 h-3 w-full" />
      </div>
    </li>
  );
}
