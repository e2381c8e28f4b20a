import { beforeEach, expect, test } from "vitest";
import { type Command, history } from "./history";
import { notices } from "./notices";

const ok = { ok: true } as const;
const failed = {
  ok: false,
  problems: [{ code: "CONFLICT", field: null, message: "No." }],
} as const;
let done: string[] = [];

function command(name: string, outcome: typeof ok | typeof failed = ok): Command {
  return {
    label: name,
    quiet: true,
    run: async () => {
      done.push(`+${name}`);
      return outcome;
    },
    undo: async () => {
      done.push(`-${name}`);
      return ok;
    },
  };
}

beforeEach(() => {
  done = [];
  history.clear();
});

test("undo and redo go back and forth", async () => {
  await history.do(command("a"));
  await history.do(command("b"));
  await history.undo();
  await history.undo();
  await history.redo();
  expect(done).toEqual(["+a", "+b", "-b", "-a", "+a"]);
});

test("what failed cannot be undone", async () => {
  await history.do(command("a"));
  await history.do(command("b", failed));
  await history.undo();
  expect(done).toEqual(["+a", "+b", "-a"]);
});

test("a new act ends what could be redone", async () => {
  await history.do(command("a"));
  await history.undo();
  await history.do(command("b"));
  await history.redo();
  expect(done).toEqual(["+a", "-a", "+b"]);
});

test("the undo of a notice undoes its own act, though others came since", async () => {
  const first = command("a");
  await history.do(first);
  await history.do(command("b"));
  await history.undo(first);
  await history.undo(first);
  expect(done).toEqual(["+a", "+b", "-a"]);
});

test("acts wait for one another", async () => {
  const slow = command("slow");
  const run = slow.run;
  slow.run = async () => {
    await new Promise((resolve) => setTimeout(resolve, 20));
    return run();
  };
  await Promise.all([history.do(slow), history.do(command("fast")), history.undo()]);
  expect(done).toEqual(["+slow", "+fast", "-fast"]);
});

test.each([
  ["CONFLICT", ["+a", "+b", "-b", "-a"]],
  ["OFFLINE", ["+a", "+b", "-b", "-b"]],
])("an undo that fails with %s is over, or tried again", async (code, expected) => {
  const second = command("b");
  second.undo = async () => {
    done.push("-b");
    return { ok: false, problems: [{ code, field: null, message: "No." }] };
  };
  await history.do(command("a"));
  await history.do(second);
  await history.undo();
  await history.undo();
  expect(done).toEqual(expected);
});

test("it is told whether it was done", async () => {
  expect(await history.do(command("a"))).toBe(true);
  expect(await history.do(command("b", failed))).toBe(false);
});

test("when something else is at hand, keys undo nothing of before, a notice its own act once", async () => {
  const first = command("a");
  await history.do(first);
  const begun = history.do(command("late"));
  history.clear();
  await begun;
  await history.undo();
  await history.redo();
  expect(done).toEqual(["+a", "+late"]);
  await history.undo(first);
  await history.undo(first);
  expect(done).toEqual(["+a", "+late", "-a"]);
});

test("an undo that is tried again undoes its own act, though another was done since", async () => {
  notices.clear();
  const first = command("a");
  let lost = true;
  first.undo = async () => {
    done.push("-a");
    const problems = [{ code: "OFFLINE", field: null, message: "Lost." }];
    return lost ? { ok: false, problems } : ok;
  };
  await history.do(first);
  await history.undo();
  await history.do(command("b"));
  lost = false;
  notices.all()[0]?.action?.run();
  await history.undo();
  expect(done).toEqual(["+a", "-a", "+b", "-a", "-b"]);
});
