import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { clsx } from "clsx";
import {
  CircleDollarSign,
  CircleHelp,
  History as HistoryIcon,
  MonitorPlay,
  Palette as PaletteIcon,
  Search,
  Server,
} from "lucide-react";
import { lazy } from "react";
import { notices } from "@/actions/notices";
import { registry, run } from "@/actions/registry";
import { ProjectName } from "@/features/projects/name";
import { QueueButton } from "@/features/queue/button";
import { signOut } from "@/features/session/session";
import { RunningSpend } from "@/features/spending/running";
import { buttonClass, IconButton } from "@/ui/button";
import { Keys } from "@/ui/keys";
import { Later } from "@/ui/later";
import { Mark } from "@/ui/mark";
import { Menu } from "@/ui/menu";
import { chooseTheme, THEME_NAMES, THEMES, useTheme } from "@/ui/theme";

const ExportButton = lazy(() =>
  import("@/features/exporting/button").then((module) => ({ default: module.ExportButton })),
);

const TAB =
  "flex h-12 items-center border-b-2 border-transparent px-1 text-sm text-soft hover:text-ink data-[status=active]:border-accent data-[status=active]:text-ink";

export function TopBar({ onPalette }: { onPalette: () => void }) {
  const { projectId } = useParams({ strict: false });
  return (
    <header
      className={clsx(
        "flex h-12 shrink-0 items-center gap-3 border-b border-line bg-panel px-3 max-sm:gap-x-1.5 max-sm:px-2",
        projectId && "max-sm:h-auto max-sm:flex-wrap max-sm:gap-y-0 max-sm:pt-1.5",
      )}
    >
      <Link to="/" aria-label="StoryCanvas: all projects" className="shrink-0 rounded-md">
        <Mark size={24} />
      </Link>
      {projectId ? <ProjectTabs projectId={projectId} /> : <StudioTabs />}
      <div className={projectId ? "grow max-sm:hidden" : "grow"} />
      <button
        type="button"
        onClick={onPalette}
        className="flex h-8 items-center gap-2 rounded-md border border-line bg-well px-2 text-xs text-faint hover:border-edge lg:w-56"
      >
        <Search size={14} aria-hidden />
        <span className="sr-only grow text-left lg:not-sr-only">Search and do</span>
        <span className="hidden lg:inline">
          <Keys keys="$mod+k" />
        </span>
      </button>
      <RunningSpend projectId={projectId ?? null} />
      <QueueButton onPress={() => run(registry.find("queue"))} />
      <IconButton
        className="max-sm:hidden"
        label="Keyboard shortcuts"
        keys="?"
        onClick={() => run(registry.find("help"))}
      >
        <CircleHelp size={16} />
      </IconButton>
      <LookMenu />
    </header>
  );
}

function StudioTabs() {
  return (
    <nav
      aria-label="Studio"
      className="flex min-w-0 gap-4 overflow-x-auto [scrollbar-width:none] max-sm:gap-2"
    >
      <Link to="/" className={TAB} activeOptions={{ exact: true, includeSearch: false }}>
        Projects
      </Link>
      <Link to="/models" className={TAB} activeOptions={{ includeSearch: false }}>
        Models
      </Link>
      <Link to="/presets" className={TAB} activeOptions={{ includeSearch: false }}>
        Presets
      </Link>
      <Link to="/workflows" className={TAB} activeOptions={{ includeSearch: false }}>
        Workflows
      </Link>
      <Link to="/endpoints" className={TAB}>
        Endpoints
      </Link>
    </nav>
  );
}

function ProjectTabs({ projectId }: { projectId: string }) {
  return (
    <>
      <ProjectName projectId={projectId} />
      <nav
        aria-label="Project"
        className="flex shrink-0 gap-4 max-sm:order-last max-sm:basis-full max-sm:*:h-10"
      >
        <Link
          to="/projects/$projectId"
          params={{ projectId }}
          className={TAB}
          activeOptions={{ exact: true, includeSearch: false }}
        >
          Storyboard
        </Link>
        <Link to="/projects/$projectId/timeline" params={{ projectId }} className={TAB}>
          Timeline
        </Link>
        <Link to="/projects/$projectId/script" params={{ projectId }} className={TAB}>
          Script
        </Link>
        <Link
          to="/projects/$projectId/cast"
          params={{ projectId }}
          className={TAB}
          activeOptions={{ includeSearch: false }}
        >
          Cast
        </Link>
      </nav>
      <Link
        to="/projects/$projectId/present"
        params={{ projectId }}
        className={buttonClass("quiet", "sm", "max-sm:hidden")}
      >
        <MonitorPlay size={14} aria-hidden />
        Present
      </Link>
      <Later>
        <ExportButton projectId={projectId} onPress={() => run(registry.find("export"))} />
      </Later>
    </>
  );
}

/** All that the page holds goes with whom it was shown to. */
async function leave(): Promise<void> {
  if ((await signOut()) === "ok") {
    location.assign("/");
    return;
  }
  notices.warn(
    "You are still signed in: the studio did not answer.",
    { label: "Try again", run: () => void leave() },
    "sign out",
  );
}

function LookMenu() {
  const navigate = useNavigate();
  const theme = useTheme();
  return (
    <Menu
      label="Look and account"
      items={[
        ...THEMES.map((name) => ({
          id: name,
          label: THEME_NAMES[name],
          checked: name === theme,
          onSelect: () => chooseTheme(name),
        })),
        { id: "line", separator: true as const },
        {
          id: "endpoints",
          label: "Endpoints",
          icon: <Server size={14} />,
          onSelect: () => void navigate({ to: "/endpoints" }),
        },
        {
          id: "spending",
          label: "Spending and budgets",
          icon: <CircleDollarSign size={14} />,
          onSelect: () => void navigate({ to: "/spending" }),
        },
        {
          id: "history",
          label: "History of renders",
          icon: <HistoryIcon size={14} />,
          onSelect: () => void navigate({ to: "/history" }),
        },
        {
          id: "out",
          label: "Sign out",
          onSelect: () => void leave(),
        },
      ]}
    >
      <IconButton label="Look and account">
        <PaletteIcon size={16} />
      </IconButton>
    </Menu>
  );
}
