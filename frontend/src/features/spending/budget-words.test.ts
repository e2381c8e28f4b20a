import { expect, test } from "vitest";
import type { Budget } from "@/graphql/money";
import { shares, standingOf, tightest } from "./budget-words";

function budget(given: Partial<Budget>): Budget {
  return {
    id: "1",
    scope: "WORKSPACE",
    period: "DAY",
    hardLimit: "1000000",
    softLimit: null,
    held: "0",
    spent: "0",
    version: 1,
    project: null,
    account: null,
    ...given,
  } as Budget;
}

test("a budget stands against its hard limit, and says if the soft one is gone over", () => {
  const standing = standingOf(budget({ softLimit: "400000", spent: "300000", held: "200000" }));
  expect(standing).toEqual({ limit: 1_000_000, spent: 300_000, held: 200_000, over: "soft" });
  expect(shares(standing)).toEqual({ spent: 0.3, held: 0.2 });
  expect(standingOf(budget({ spent: "1000000" })).over).toBe("all");
  expect(standingOf(budget({ spent: "999999" })).over).toBe("nothing");
  expect(standingOf(budget({ hardLimit: null, softLimit: "5" })).limit).toBe(5);
});

test("what is held never goes over the end of the bar", () => {
  expect(shares({ limit: 10, spent: 8, held: 9, over: "all" })).toEqual({
    spent: 0.8,
    held: 1 - 0.8,
  });
  expect(shares({ limit: 0, spent: 0, held: 0, over: "all" })).toEqual({ spent: 0, held: 0 });
});

test("of the budgets that hold here the fullest is told of", () => {
  const own = budget({ id: "own", spent: "100000" });
  const other = budget({
    id: "other",
    scope: "PROJECT",
    spent: "900000",
    project: { __typename: "Project", id: "p", name: "Film" } as Budget["project"],
  });
  expect(tightest([own, other], { projectId: null, accountId: null })?.id).toBe("own");
  expect(tightest([own, other], { projectId: "p", accountId: null })?.id).toBe("other");
  const soft = budget({ id: "soft", softLimit: "1", hardLimit: "9000000", spent: "2" });
  expect(tightest([own, soft], { projectId: null, accountId: null })?.id).toBe("soft");
  expect(tightest([], { projectId: null, accountId: null })).toBe(null);
});
