/** The addresses of the page, in one list; what one can see is in the address. */
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
} from "@tanstack/react-router";
import { Fault } from "./boundary";
import { Missing } from "./missing";
import { Shell } from "./shell";

type Search = Record<string, unknown>;

function text(search: Search, name: string): string | undefined {
  const value = search[name];
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** Only what is there: an address carries no empty parts. */
function texts<Name extends string>(
  search: Search,
  ...names: Name[]
): { [N in Name]?: string | undefined } {
  const found: { [N in Name]?: string | undefined } = {};
  for (const name of names) {
    const value = text(search, name);
    if (value !== undefined) found[name] = value;
  }
  return found;
}

const root = createRootRoute({
  component: Shell,
  notFoundComponent: () => <Missing />,
  errorComponent: ({ error, reset }) => <Fault error={error as Error} onAgain={reset} />,
  validateSearch: (search: Search): { queue?: true } => (search.queue ? { queue: true } : {}),
});

const wall = createRoute({
  getParentRoute: () => root,
  path: "/",
  component: lazyRouteComponent(() => import("./wall"), "WallPage"),
  validateSearch: (search: Search) => texts(search, "q", "sort"),
});

const importing = createRoute({
  getParentRoute: () => root,
  path: "/import",
  component: lazyRouteComponent(() => import("./import"), "ImportPage"),
  validateSearch: (search: Search) => texts(search, "project", "example"),
});

const endpoints = createRoute({
  getParentRoute: () => root,
  path: "/endpoints",
  component: lazyRouteComponent(() => import("./endpoints"), "EndpointsPage"),
});

const models = createRoute({
  getParentRoute: () => root,
  path: "/models",
  component: lazyRouteComponent(() => import("./models"), "ModelsPage"),
  /** `model` of this workspace or `origin` at CivitAI is shown beside the list. */
  validateSearch: (search: Search) =>
    texts(
      search,
      ...(["tab", "q", "kind", "family", "base", "on", "marked"] as const),
      ...(["sort", "mature", "model", "origin"] as const),
    ),
});

const presets = createRoute({
  getParentRoute: () => root,
  path: "/presets",
  component: lazyRouteComponent(() => import("./presets"), "PresetsPage"),
  validateSearch: (search: Search) => texts(search, "q", "category", "preset"),
});

const workflows = createRoute({
  getParentRoute: () => root,
  path: "/workflows",
  component: lazyRouteComponent(() => import("./workflows"), "WorkflowsPage"),
  /** `workflow`, or `template` among those to make one from, is shown beside the list. */
  validateSearch: (search: Search) =>
    texts(search, ...(["tab", "q", "kind", "category", "workflow", "template"] as const)),
});

const spending = createRoute({
  getParentRoute: () => root,
  path: "/spending",
  component: lazyRouteComponent(() => import("./spending"), "SpendingPage"),
  validateSearch: (search: Search) => texts(search, "by", "period", "project", "entries"),
});

const rendered = createRoute({
  getParentRoute: () => root,
  path: "/history",
  component: lazyRouteComponent(() => import("./history"), "HistoryPage"),
  validateSearch: (search: Search) =>
    texts(search, ...(["q", "model", "kind", "by", "period", "outcome", "project"] as const)),
});

const project = createRoute({
  getParentRoute: () => root,
  path: "/projects/$projectId",
  component: lazyRouteComponent(() => import("./project/frame"), "ProjectFrame"),
  /** `clip` is inspected; `take` fills the lightbox, beside `with` if two are compared. */
  validateSearch: (search: Search) => texts(search, "clip", "take", "with"),
});

const board = createRoute({
  getParentRoute: () => project,
  path: "/",
  component: lazyRouteComponent(() => import("./project/board"), "BoardPage"),
  validateSearch: (search: Search) => texts(search, "scene", "q", "show"),
});

const script = createRoute({
  getParentRoute: () => project,
  path: "/script",
  component: lazyRouteComponent(() => import("./project/script"), "ScriptPage"),
  validateSearch: (search: Search) => texts(search, "script"),
});

const timeline = createRoute({
  getParentRoute: () => project,
  path: "/timeline",
  component: lazyRouteComponent(() => import("./project/timeline"), "TimelinePage"),
});

const cast = createRoute({
  getParentRoute: () => project,
  path: "/cast",
  component: lazyRouteComponent(() => import("./project/cast"), "CastPage"),
  /** `item` of the tab is shown beside the list. */
  validateSearch: (search: Search) => texts(search, "tab", "q", "item"),
});

const present = createRoute({
  getParentRoute: () => root,
  path: "/projects/$projectId/present",
  component: lazyRouteComponent(() => import("./project/present"), "PresentPage"),
  validateSearch: (search: Search) => texts(search, "from"),
});

export const router = createRouter({
  routeTree: root.addChildren([
    wall,
    importing,
    endpoints,
    models,
    presets,
    workflows,
    spending,
    rendered,
    present,
    project.addChildren([board, timeline, script, cast]),
  ]),
  defaultPreload: "intent",
  scrollRestoration: true,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
