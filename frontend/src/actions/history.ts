/** What can be undone: edits as pairs of acts, never copies of state. */
import type { Problem } from "@/graphql/act";
import { notices } from "./notices";

type Done = { ok: true } | { ok: false; problems: readonly Problem[] };

export type Command = {
  /** What was done, as a person would say it: "Deleted 3 shots". */
  label: string;
  /** Does it; also to do it again. */
  run: () => Promise<Done>;
  undo: () => Promise<Done>;
  /** Do not show it was done: the page shows it by itself. */
  quiet?: boolean;
};

const past: Command[] = [];
const future: Command[] = [];
const MOST = 100;
/** What others changed or deleted since does not come back by trying again. */
const OVERTAKEN: readonly string[] = ["CONFLICT", "NOT_FOUND"];
/** Done and not undone: only these a notice can undo. */
const standing = new WeakSet<Command>();
/** Which time between two clearings it is. */
let era = 0;
let busy: Promise<unknown> = Promise.resolve();

function queue<Answer>(act: () => Promise<Answer>): Promise<Answer> {
  const next = busy.then(act);
  busy = next.catch(() => undefined);
  return next;
}

/** Makes the command the next to be taken from the list, if it is still there. */
function bring(list: Command[], command: Command): boolean {
  const at = list.indexOf(command);
  if (at >= 0) list.push(...list.splice(at, 1));
  return at >= 0;
}

async function step(from: Command[], to: Command[], way: "undo" | "run"): Promise<void> {
  const command = from.pop();
  if (!command) return;
  const outcome = await command[way]();
  if (!outcome.ok) {
    if (outcome.problems.some(({ code }) => OVERTAKEN.includes(code))) {
      notices.problems(outcome.problems);
      return;
    }
    from.push(command);
    const again = async () => {
      if (bring(from, command)) await step(from, to, way);
    };
    notices.problems(outcome.problems, () => void queue(again));
    return;
  }
  to.push(command);
  if (way === "undo") standing.delete(command);
  else standing.add(command);
  notices.say(way === "undo" ? `Undone: ${command.label}` : command.label);
}

async function run(command: Command, begun: number): Promise<boolean> {
  const outcome = await command.run();
  if (!outcome.ok) {
    notices.problems(outcome.problems, () => void history.do(command));
    return false;
  }
  keep(command, begun);
  return true;
}

/** Tells of it; kept for undo unless the page has gone on to something else meanwhile. */
function keep(command: Command, begun: number): void {
  standing.add(command);
  if (begun === era) {
    past.push(command);
    past.splice(0, Math.max(0, past.length - MOST));
    future.length = 0;
  }
  if (!command.quiet)
    notices.say(command.label, { label: "Undo", run: () => void history.undo(command) });
}

export const history = {
  /** Whether it was done: a failure is told, with "Try again", and nothing is kept of it. */
  do: (command: Command): Promise<boolean> => {
    const begun = era;
    return queue(() => run(command, begun));
  },
  /** What was done by its own way: `run` does it again. */
  done: (command: Command): Promise<void> => {
    const begun = era;
    return queue(async () => keep(command, begun));
  },
  /** Undoes the last command, or `only` if that still stands. */
  undo: (only?: Command): Promise<void> =>
    queue(async () => {
      if (only && !standing.has(only)) return;
      if (only && !bring(past, only)) past.push(only);
      await step(past, future, "undo");
    }),
  redo: (): Promise<void> => queue(() => step(future, past, "run")),
  /** Somebody or something else is at hand now; what a notice still offers can be undone by it. */
  clear: (): void => {
    era += 1;
    past.length = 0;
    future.length = 0;
  },
};
