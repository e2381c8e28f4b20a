import { Link } from "@tanstack/react-router";
import { ArrowRight } from "lucide-react";
import type { ReactNode } from "react";
import { useQuery } from "urql";
import { Button, buttonClass } from "@/ui/button";
import { Skeleton } from "@/ui/status";
import { ExampleTitlesQuery } from "./documents";

type EmptyWallProps = {
  onChooseFile: () => void;
  onChooseTimeline: () => void;
  onEmpty: () => void;
};

/** The first thing that a newcomer sees: what this is for, and three ways in. */
export function EmptyWall({ onChooseFile, onChooseTimeline, onEmpty }: EmptyWallProps) {
  return (
    <div className="mx-auto flex max-w-5xl flex-col items-center px-6 pb-16 pt-[7vh]">
      <FromScriptToBoard />
      <h1 className="mt-8 text-center text-2xl font-semibold tracking-tight">
        A script becomes a storyboard
      </h1>
      <p className="mt-2 max-w-xl text-center text-base text-soft">
        Scenes, shots and characters are read from your words, and each shot is drawn while you
        watch. It runs on this machine; no account and no GPU are needed.
      </p>
      <div className="mt-10 grid w-full gap-4 lg:grid-cols-3">
        <Way title="Drop a script" words="Fountain or prose, anywhere in this window.">
          <div className="flex flex-wrap gap-2">
            <Button look="primary" onClick={onChooseFile}>
              Choose a file
            </Button>
            <Link to="/import" className={buttonClass("plain")}>
              Paste or write
            </Link>
          </div>
        </Way>
        <Way title="Try an example" words="Short screenplays that come with the studio.">
          <Examples />
        </Way>
        <Way
          title="Start empty, or from a cut"
          words="Make scenes and shots by hand, or bring a timeline (OTIO, FCPXML, EDL) or a bundle."
        >
          <div className="flex flex-wrap gap-2">
            <Button onClick={onEmpty}>Empty project</Button>
            <Button onClick={onChooseTimeline}>From timeline</Button>
          </div>
        </Way>
      </div>
    </div>
  );
}

function Way({ title, words, children }: { title: string; words: string; children: ReactNode }) {
  return (
    <section className="flex flex-col rounded-lg bg-panel p-5">
      <h2 className="text-lg font-semibold">{title}</h2>
      <p className="mb-4 mt-1 text-sm text-soft">{words}</p>
      <div className="mt-auto">{children}</div>
    </section>
  );
}

function Examples() {
  const [{ data, fetching }] = useQuery({ query: ExampleTitlesQuery });
  if (!data && fetching) return <Skeleton className="h-24" />;
  return (
    <ul className="-mx-2 flex flex-col">
      {data?.exampleScripts.map(({ id, title }) => (
        <li key={id}>
          <Link
            to="/import"
            search={{ example: id }}
            className="group flex h-8 items-center justify-between gap-2 rounded-md px-2 text-sm hover:bg-hover"
          >
            <span className="truncate">{title}</span>
            <ArrowRight
              size={14}
              aria-hidden
              className="shrink-0 text-faint group-hover:text-ink"
            />
          </Link>
        </li>
      ))}
    </ul>
  );
}

const LINES = [
  "M18 26h44",
  "M18 40h70",
  "M18 49h62",
  "M38 63h30",
  "M32 72h44",
  "M32 81h36",
  "M18 95h68",
  "M18 104h52",
];

/** A page of a script, and the three frames that it becomes: wide, two people, a face. */
function FromScriptToBoard() {
  return (
    <svg viewBox="0 0 562 132" className="h-auto w-full max-w-140" aria-hidden fill="none">
      <g strokeWidth="1.5" stroke="var(--edge)">
        <path d="M2 6h104v120H2z" fill="var(--panel)" />
        <path d={LINES.join("")} strokeWidth="2.5" />
        <path d="M18 26h44" stroke="var(--ink)" strokeWidth="2.5" />
        <path d="M122 66h22m-7-7 7 7-7 7" stroke="var(--faint)" />
      </g>
      <g stroke="var(--edge)" strokeWidth="1.5" fill="var(--stage)">
        <path d="M160 30h128v72H160zM296 30h128v72H296zM432 30h128v72H432z" />
      </g>
      <g stroke="var(--accent)" strokeWidth="1.75" strokeLinecap="round" strokeLinejoin="round">
        <path d="M160 82c30-4 48-22 70-22s32 14 58 16M262 44a6 6 0 1 0 .1 0M214 83v-9m0-5.500a2 2 0 1 0 .1 0M222 83v-8m0-5.500a2 2 0 1 0 .1 0" />
        <path d="M328 102V86c0-9 20-9 20 0v16M338 56a9 9 0 1 0 .1 0M372 102V88c0-9 20-9 20 0v14M382 58a9 9 0 1 0 .1 0M296 92h32m20 0h24m20 0h32" />
        <path d="M470 102c0-12 8-12 16-15v-8c-14-12-10-40 10-40s24 28 10 40v8c8 3 16 3 16 15M487 58h5m8 0h5M491 71q5 3 10 0" />
      </g>
    </svg>
  );
}
