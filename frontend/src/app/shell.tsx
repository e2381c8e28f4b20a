import { Outlet, useNavigate, useSearch } from "@tanstack/react-router";
import { lazy, useEffect, useState } from "react";
import { history } from "@/actions/history";
import { listen } from "@/actions/keyboard";
import { type Action, useActions } from "@/actions/registry";
import { useLiveWorkspace } from "@/graphql/live";
import { Later } from "@/ui/later";
import { Help } from "./help";
import { Notices } from "./notices";
import { Reconnecting } from "./reconnecting";
import { TopBar } from "./top-bar";
import { usePlace } from "./use-place";
import { ways } from "./ways";

/** These come right after the page: nobody waits for them. */
const Palette = lazy(() => import("./palette").then((module) => ({ default: module.Palette })));
const Queue = lazy(() => import("./queue").then((module) => ({ default: module.Queue })));

export function Shell() {
  const navigate = useNavigate();
  const { queue } = useSearch({ from: "__root__" });
  const [palette, setPalette] = useState(false);
  const [begun, setBegun] = useState("");
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
  const closePalette = () => {
    setPalette(false);
    setBegun("");
  };
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
    {
      id: "help",
      label: "Keyboard shortcuts",
      group: "Help",
      keys: "?",
      everywhere: true,
      run: () => setHelp(true),
    },
    { id: "queue", label: "Queue of renders", group: "View", keys: "q", run: toggleQueue },
    { id: "undo", label: "Undo", group: "Edit", keys: "$mod+z", run: () => void history.undo() },
    {
      id: "redo",
      label: "Redo",
      group: "Edit",
      keys: "$mod+Shift+z",
      run: () => void history.redo(),
    },
    ...ways(navigate),
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
      <Later>
        <Queue open={queue === true} onClose={toggleQueue} />
      </Later>
      <Later instead={palette ? <Coming onType={setBegun} /> : null}>
        <Palette open={palette} begun={begun} onClose={closePalette} />
      </Later>
      <Help open={help} onClose={() => setHelp(false)} />
      <Notices />
    </div>
  );
}

/** Letters that come before the palette does are its first, and no shortcuts. */
function Coming({ onType }: { onType: (text: string) => void }) {
  return (
    <input
      ref={(field) => field?.focus()}
      data-modal
      aria-label="Search and do"
      className="sr-only"
      onChange={(event) => onType(event.target.value)}
    />
  );
}
