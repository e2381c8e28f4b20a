import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { FilePlus2, Search } from "lucide-react";
import { useCallback, useEffect, useRef, useState } from "react";
import { useQuery } from "urql";
import { useActions } from "@/actions/registry";
import { useWish } from "@/graphql/wish";
import { Button, buttonClass } from "@/ui/button";
import { Empty } from "@/ui/empty";
import { ChoiceField } from "@/ui/field";
import { Tip } from "@/ui/tip";
import { Unread } from "@/ui/unread";
import { plural } from "@/ui/words";
import type { Settings } from "./acts";
import { CreateProject } from "./documents";
import { EmptyWall } from "./empty-wall";
import { ORDERS, orderOf } from "./order";
import { Page, pageOf, SKELETONS } from "./pages";
import { SettingsDialog } from "./settings";
import { useCards } from "./use-cards";

const GRID = "grid grid-cols-[repeat(auto-fill,minmax(17rem,1fr))] gap-4";

type ProjectsWallProps = { onChooseFile: () => void; onChooseTimeline: () => void };

/** All projects, to find one, begin one and keep them in order. */
export function ProjectsWall({ onChooseFile, onChooseTimeline }: ProjectsWallProps) {
  const { q = "", sort } = useSearch({ from: "/" });
  const navigate = useNavigate();
  const [creating, setCreating] = useState(false);
  const [{ data, error, fetching }, reread] = useQuery(pageOf(q, orderOf(sort), null));
  useActions([
    {
      id: "project.new",
      label: "New project from a script",
      group: "Edit",
      keys: "n",
      run: () => void navigate({ to: "/import" }),
    },
    {
      id: "project.new.empty",
      label: "New empty project",
      group: "Edit",
      keys: "Shift+n",
      run: () => setCreating(true),
    },
  ]);

  const count = data?.projects.totalCount;
  const again = () => reread({ requestPolicy: "network-only" });
  return (
    <div className="h-full overflow-y-auto">
      {count === undefined && q === "" && !error ? (
        <Waiting />
      ) : count === 0 && q === "" ? (
        <EmptyWall
          onChooseFile={onChooseFile}
          onChooseTimeline={onChooseTimeline}
          onEmpty={() => setCreating(true)}
        />
      ) : (
        <div className="mx-auto max-w-440 px-6 pb-12 pt-5">
          <Tools {...{ count, q, sort, onChooseTimeline }} onEmpty={() => setCreating(true)} />
          {error && !data && !fetching ? (
            <Unread what="projects" onAgain={again} />
          ) : (
            <Cards key={`${q} ${sort}`} q={q} sort={sort} found={count !== 0} />
          )}
        </div>
      )}
      <NewProject open={creating} onClose={() => setCreating(false)} />
    </div>
  );
}

type Address = { q: string; sort: string | undefined };

function Cards({ q, sort, found }: Address & { found: boolean }) {
  const { acts, selection } = useCards();
  const [depth, setDepth] = useState(1);
  const [now] = useState(Date.now);
  const onMore = useCallback(() => setDepth((before) => before + 1), []);
  if (!found) return <NothingFound q={q} />;
  return (
    <ul aria-label="Projects" className={GRID}>
      <Page
        name={q}
        order={orderOf(sort)}
        after={null}
        depth={depth}
        now={now}
        selection={selection}
        acts={acts}
        onMore={onMore}
      />
    </ul>
  );
}

type ToolsProps = Address & {
  count: number | undefined;
  onEmpty: () => void;
  onChooseTimeline: () => void;
};

function Tools({ count, q, sort, onEmpty, onChooseTimeline }: ToolsProps) {
  const navigate = useNavigate();
  return (
    <header className="mb-5 flex flex-wrap items-center gap-3">
      <h1 className="text-xl font-semibold tracking-tight">Projects</h1>
      <span role="status" className="text-sm tabular-nums text-faint">
        {count === undefined ? "" : q ? `${plural(count, "project")} found` : count}
      </span>
      <div className="grow" />
      <Find q={q} />
      <ChoiceField
        label="Sort by"
        hideLabel
        choices={ORDERS}
        className="w-36"
        value={ORDERS.find(({ value }) => value === sort)?.value ?? "updated"}
        onChange={(event) => {
          const chosen = event.target.value;
          void navigate({
            to: "/",
            search: ({ sort: _was, ...rest }) =>
              chosen === "updated" ? rest : { ...rest, sort: chosen },
            replace: true,
          });
        }}
      />
      <Tip label="New project from a timeline or a bundle">
        <Button onClick={onChooseTimeline}>From timeline</Button>
      </Tip>
      <Tip label="Empty project" keys="Shift+n">
        <Button onClick={onEmpty}>Empty project</Button>
      </Tip>
      <Tip label="New project from a script" keys="n">
        <Link to="/import" className={buttonClass("primary")}>
          <FilePlus2 size={16} aria-hidden />
          New from script
        </Link>
      </Tip>
    </header>
  );
}

const PAUSE_MS = 200;

/** What is typed goes into the address when the typing rests. */
function Find({ q }: { q: string }) {
  const navigate = useNavigate();
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useState(q);
  useActions([
    {
      id: "project.find",
      label: "Find a project",
      group: "View",
      keys: "/",
      run: () => input.current?.focus(),
    },
  ]);
  useEffect(() => {
    const wanted = text.trim();
    if (wanted === q) return;
    const timer = setTimeout(
      () =>
        void navigate({
          to: "/",
          search: ({ q: _was, ...rest }) => (wanted ? { ...rest, q: wanted } : rest),
          replace: true,
        }),
      PAUSE_MS,
    );
    return () => clearTimeout(timer);
  }, [text, q, navigate]);

  return (
    <label className="relative">
      <span className="sr-only">Find a project by its name</span>
      <Search
        size={14}
        aria-hidden
        className="pointer-events-none absolute left-2.5 top-1/2 -translate-y-1/2 text-faint"
      />
      <input
        ref={input}
        type="search"
        value={text}
        placeholder="Find by name"
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => event.key === "Escape" && setText("")}
        className="h-8 w-48 rounded-md border border-line bg-well pl-8 pr-2 text-sm hover:border-edge"
      />
    </label>
  );
}

function NothingFound({ q }: { q: string }) {
  return (
    <Empty
      title={`No project has “${q}” in its name`}
      actions={
        <Link to="/" className={buttonClass()}>
          Show all projects
        </Link>
      }
    />
  );
}

/** Until it is known whether there is anything to find and to sort. */
function Waiting() {
  return (
    <div role="status" aria-label="Opening the projects" className="mx-auto max-w-440 px-6 pt-5">
      <div className="mb-5 h-8" />
      <ul className={GRID}>{SKELETONS}</ul>
    </div>
  );
}

function NewProject({ open, onClose }: { open: boolean; onClose: () => void }) {
  const wish = useWish();
  const navigate = useNavigate();

  async function create(settings: Settings) {
    const outcome = await wish(CreateProject, settings, { quiet: true });
    if (!outcome.ok) return outcome.problems;
    const id = outcome.payload.project?.id;
    if (id) void navigate({ to: "/projects/$projectId", params: { projectId: id } });
    return [];
  }
  return (
    <SettingsDialog
      open={open}
      onClose={onClose}
      title="Empty project"
      description="All of this can be changed later."
      button="Make the project"
      onSubmit={create}
    />
  );
}
