import { useEffect, useEffectEvent, useRef, useState } from "react";
import { history } from "@/actions/history";
import { notices } from "@/actions/notices";
import { type Act, type Problem, useAct } from "@/graphql/act";
import { readOnce } from "@/graphql/once";
import { repeatable, wishing } from "@/graphql/wish";
import { plural } from "@/ui/words";
import { chosenAtFirst } from "./comparing";
import {
  type Applied,
  ApplyTimeline,
  type ComparedProject,
  CompareTimeline,
  type Comparison,
} from "./documents";
import { takeBack } from "./taking-back";
import { refusalOf, textOf } from "./timeline-file";

type Read =
  | { state: "reading" }
  | { state: "refused"; words: string; again: boolean }
  | { state: "read"; project: ComparedProject; comparison: Comparison };

const READING: Read = { state: "reading" };

/** A file beside the project, and what is chosen of it. */
export function useComparison(projectId: string, file: File, onDone: () => void) {
  const act = useAct();
  const [read, setRead] = useState<Read>(READING);
  const [chosen, choose] = useState<ReadonlySet<string>>(new Set());
  const [text, setText] = useState<string | null>(null);
  const [applying, setApplying] = useState(false);
  const [problems, setProblems] = useState<readonly Problem[]>([]);

  const stop = useRef(() => {});

  function ask(wanted: string) {
    const variables = { projectId, input: { projectId, text: wanted } };
    stop.current = readOnce(CompareTimeline, variables, ({ data, problem }) => {
      const found: Read = problem
        ? { state: "refused", words: problem.message, again: true }
        : readOf(data.project, data.timelineComparison);
      setRead(found);
      if (found.state === "read") choose(chosenAtFirst(found.comparison));
    });
  }
  const take = useEffectEvent((found: Decoded) => {
    if ("refusal" in found) {
      setRead({ state: "refused", words: found.refusal, again: false });
      return;
    }
    setText(found.text);
    ask(found.text);
  });
  useEffect(() => {
    let left = false;
    void decoded(file).then((found) => (left ? undefined : take(found)));
    return () => {
      left = true;
      stop.current();
    };
  }, [file]);

  function again() {
    if (text === null) return;
    setRead(READING);
    setProblems([]);
    ask(text);
  }
  async function apply() {
    if (read.state !== "read" || text === null || chosen.size === 0 || applying) return;
    setApplying(true);
    setProblems([]);
    const wish = { projectId, text, changes: [...chosen] };
    const expected = { ...wish, expectedSeq: read.project.lastSeq };
    const outcome = await wishing(act)(ApplyTimeline, expected, { quiet: true });
    setApplying(false);
    if (!outcome.ok) {
      setProblems(outcome.problems);
      return;
    }
    keep(act, wish, file.name, outcome.payload);
    onDone();
  }
  /** Of what is chosen by then: two may be turned before the page is shown anew. */
  function turn(ids: readonly string[], on: boolean) {
    choose((before) => {
      const others = [...before].filter((id) => !ids.includes(id));
      return new Set(on ? [...others, ...ids] : others);
    });
  }
  const stale = problems.some(({ code }) => code === "CONFLICT");
  return { read, chosen, turn, again, apply, applying, problems, stale };
}

type Decoded = { text: string } | { refusal: string };

async function decoded(file: File): Promise<Decoded> {
  const refusal = refusalOf(file);
  if (refusal) return { refusal };
  try {
    return { text: textOf(new Uint8Array(await file.arrayBuffer())) };
  } catch {
    return { refusal: `“${file.name}” cannot be read any more. Choose it once more.` };
  }
}

function readOf(project: ComparedProject | null, comparison: Comparison | null): Read {
  if (!project || !comparison)
    return { state: "refused", words: "This project is gone.", again: false };
  const [wrong] = comparison.userErrors;
  if (wrong) return { state: "refused", words: wrong.message, again: false };
  return { state: "read", project, comparison };
}

type Wish = { projectId: string; text: string; changes: string[] };

/** Tells what was done, with a way to take it back. */
function keep(act: Act, wish: Wish, name: string, first: Applied): void {
  let done = first;
  for (const warning of new Set(first.warnings)) notices.warn(warning, undefined, warning);
  const redo = async () => {
    const outcome = await repeatable(act, ApplyTimeline, wish)();
    if (outcome.ok) done = outcome.payload;
    return outcome;
  };
  void history.done({
    label: `Made ${plural(wish.changes.length, "change")} of ${name}`,
    run: redo,
    undo: () => takeBack(act, done),
  });
}
