import { useNavigate } from "@tanstack/react-router";
import { type KeyboardEvent, useMemo, useState } from "react";
import { type Action, useActions } from "@/actions/registry";
import { type ProjectActs, useProjectActs } from "./acts";
import type { CardActs } from "./card";
import type { WallProject } from "./documents";

/** Which card is at hand, and all that its menu, its keys and the palette do with it. */
export function useCards() {
  const navigate = useNavigate();
  const does = useProjectActs();
  const [current, setCurrent] = useState<WallProject | null>(null);
  const [renaming, setRenaming] = useState<string | null>(null);

  const acts = useMemo<CardActs>(
    () => ({
      open: ({ id }) => void navigate({ to: "/projects/$projectId", params: { projectId: id } }),
      rename: ({ id }) => setRenaming(id),
      named: (project, name) => {
        setRenaming(null);
        requestAnimationFrame(() => linkOf(project.id)?.focus());
        if (name) void does.rename(project, name);
      },
      duplicate: (project) => void does.duplicate(project),
      remove: (project) => leave(project, does),
      focused: setCurrent,
      step,
    }),
    [navigate, does],
  );
  useActions(current ? actionsOf(current, acts) : []);

  return {
    acts,
    selection: { current: current?.id ?? null, renaming },
  };
}

function links(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>("[data-card]")];
}

function linkOf(id: string): HTMLElement | undefined {
  return links().find((link) => link.dataset.card === id);
}

/** The neighbour has the focus before the card is gone. */
function leave(project: WallProject, does: ProjectActs): void {
  const all = links();
  const at = all.findIndex((link) => link.dataset.card === project.id);
  (all[at + 1] ?? all[at - 1])?.focus();
  void does.remove(project);
}

/** Arrows go from card to card as the eye does, Home and End to the first and last. */
function step(event: KeyboardEvent): void {
  const all = links();
  const at = all.findIndex((link) => link.matches(":focus"));
  if (at < 0 || event.altKey || event.ctrlKey || event.metaKey) return;
  const top = all[0]?.closest("li")?.offsetTop;
  const below = all.findIndex((link) => link.closest("li")?.offsetTop !== top);
  const columns = below < 0 ? all.length : below;
  const ways: Record<string, number> = {
    ArrowLeft: at - 1,
    ArrowRight: at + 1,
    ArrowUp: at - columns,
    ArrowDown: at + columns,
    Home: 0,
    End: all.length - 1,
  };
  const next = all[ways[event.key] ?? -1];
  if (!next) return;
  event.preventDefault();
  next.focus();
}

function actionsOf(project: WallProject, acts: CardActs): Action[] {
  /** A key is meant for the card that has the focus; the palette names the project. */
  const on = (act: (project: WallProject) => void) => (event?: unknown) => {
    if (!event || linkOf(project.id) === document.activeElement) act(project);
  };
  const { name } = project;
  return [
    { id: "project.rename", label: `Rename “${name}”`, keys: "F2", run: on(acts.rename) },
    {
      id: "project.duplicate",
      label: `Duplicate “${name}”`,
      keys: "$mod+d",
      run: on(acts.duplicate),
    },
    { id: "project.delete", label: `Delete “${name}”`, keys: "Delete", run: on(acts.remove) },
  ].map((action) => ({ ...action, group: "Edit" }));
}
