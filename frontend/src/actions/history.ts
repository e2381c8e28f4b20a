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
let busy: Promise<unknown> = Promise.resolve();

function queue(act: () => Promise<void>): Promise<void> {
  const next = busy.then(act);
  busy = next.catch(() => undefined);
  return next;
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
    notices.problems(outcome.problems, () => void queue(() => step(from, to, way)));
    return;
  }
  to.push(command);
  notices.say(way === "undo" ? `Undone: ${command.label}` : command.label);
}

export const history = {
  /** Does the command and keeps it for undo; a failure is told and nothing kept. */
  do: (command: Command): Promise<void> =>
    queue(async () => {
      const outcome = await command.run();
      if (!outcome.ok) {
        notices.problems(outcome.problems, () => void history.do(command));
        return;
      }
      past.push(command);
      past.splice(0, Math.max(0, past.length - MOST));
      future.length = 0;
      if (!command.quiet)
        notices.say(command.label, { label: "Undo", run: () => void history.undo(command) });
    }),
  /** Undoes the last command, or `only` if that is still the last. */
  undo: (only?: Command): Promise<void> =>
    queue(async () => {
      if (only && past.at(-1) !== only) {
        const at = past.indexOf(only);
        if (at < 0) return;
        past.push(...past.splice(at, 1));
      }
      await step(past, future, "undo");
    }),
  redo: (): Promise<void> => queue(() => step(future, past, "run")),
  clear: (): void => {
    past.length = 0;
    future.length = 0;
  },
};
