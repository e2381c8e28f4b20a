import { beforeEach, expect, test, vi } from "vitest";
import { notices } from "./notices";

const problem = (message: string) => [{ code: "OFFLINE", field: null, message }];
const texts = () => notices.all().map(({ text }) => text);

beforeEach(() => notices.clear());

test("the same words with nothing to do are said once", () => {
  notices.problems(problem("No."));
  notices.problems(problem("No."));
  expect(texts()).toEqual(["No."]);
});

test("each act that failed can be tried again, though the words are the same", () => {
  const [one, other] = [vi.fn(), vi.fn()];
  notices.problems(problem("No."), one);
  notices.problems(problem("No."), other);
  notices.problems(problem("No."));
  expect(texts()).toEqual(["No.", "No.", "No."]);
  for (const { action } of notices.all()) action?.run();
  expect(one).toHaveBeenCalledOnce();
  expect(other).toHaveBeenCalledOnce();
});

test("an act that fails again is told of in one place", () => {
  notices.problems(problem("Offline."), vi.fn(), "act 1");
  notices.problems(problem("Busy."), vi.fn(), "act 1");
  notices.problems(problem("Busy."), vi.fn(), "act 2");
  expect(texts()).toEqual(["Busy.", "Busy."]);
});

test("what was done makes place for more, what went wrong stays", () => {
  for (const name of "abcdef") notices.problems(problem(name), vi.fn());
  for (const name of "uvwxyz") notices.say(name);
  notices.warn("last");
  expect(texts()).toEqual([..."abcdef", "x", "y", "z", "last"]);
});

test("one cause of several is said once", () => {
  notices.problems([...problem("Gone."), ...problem("Gone."), ...problem("Late.")]);
  expect(texts()).toEqual(["Gone. Late."]);
});
