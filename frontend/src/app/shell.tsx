import { Outlet, useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { history } from "@/actions/history";
import { listen } from "@/actions/keyboard";
import { type Action, useActions } from "@/actions/registry";
import { QueueDrawer } from "@/features/queue/drawer";
import { useLiveWorkspace } from "@/graphql/live";
import { Help } from "./help";
import { Notices } from "./notices";
import { Palette } from "./palette";
import { Reconnecting } from "./reconnecting";
import { TopBar } from "./top-bar";
import { usePlace } from "./use-place";

export function Shell() {
  const navigate = useNavigate();
  const { queue } = useSearch({ from: "__root__" });
  const [palette, setPalette] = useState(false);
  const [help, setHelp] = useState(false);
  useEffect(() => listen(), []);
  usePlace();
  useLiveWorkspace();

  const toggleQueue = () =>
    void navigate({
      to: ".",
      search: (before) => ({ ...before, queue: before.queue ? undefined : true }) as never,
      replace: true,
    });
  const actions: Action[] = [
    {
      id: "palette",
      label: "Search and do",
      group: "Help",
      keys: "$mod+k",
      whileTyping: true,
      hidden: true,
      run: () => setPalette(true),
    },
    { id: "help", label: "Keyboard shortcuts", group: "Help", keys: "?", run: () => setHelp(true) },
    { id: "queue", label: "Queue of renders", group: "View", keys: "q", run: toggleQueue },
    { id: "undo", label: "Undo", group: "Edit", keys: "$mod+z", run: () => void history.undo() },
    {
      id: "redo",
      label: "Redo",
      group: "Edit",
      keys: "$mod+Shift+z",
      run: () => void history.redo(),
    },
    {
      id: "go.projects",
      label: "Projects",
      group: "Go to",
      keys: "o p",
      run: () => void navigate({ to: "/" }),
    },
    {
      id: "go.import",
      label: "Import a script",
      group: "Go to",
      keys: "o i",
      run: () => void navigate({ to: "/import" }),
    },
    {
      id: "go.endpoints",
      label: "Endpoints",
      group: "Go to",
      keys: "o e",
      run: () => void navigate({ to: "/endpoints" }),
    },
  ];
  useActions(actions);

  return (
    <div className="flex h-full flex-col">
      <a
        href="#main"
        className="sr-only focus:not-sr-only focus:absolute focus:left-2 focus:top-2 focus:z-50 focus:rounded-md focus:bg-accent focus:px-3 focus:py-1 focus:text-on-accent"
      >
        To the content
      </a>
      <TopBar onPalette={() => setPalette(true)} />
      <Reconnecting />
      <main
        id="main"
        tabIndex={-1}
        className={`relative min-h-0 grow outline-none ${queue ? "lg:mr-96" : ""}`}
      >
        <Outlet />
      </main>
      <QueueDrawer open={queue === true} onClose={toggleQueue} />
      <Palette open={palette} onClose={() => setPalette(false)} />
      <Help open={help} onClose={() => setHelp(false)} />
      <Notices />
    </div>
  );
}
