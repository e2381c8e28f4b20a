/** How budgets stand, and how they are called. */
import type { Budget } from "@/graphql/money";

export const PERIODS: Record<Budget["period"], string> = {
  TOTAL: "in all",
  MONTH: "this month",
  DAY: "today",
};

type Limits = Pick<Budget, "hardLimit" | "softLimit" | "spent" | "held">;
export type Standing = {
  limit: number;
  spent: number;
  held: number;
  /** What is gone over: nothing, the soft limit, or all there is. */
  over: "nothing" | "soft" | "all";
};

/** Against the hard limit, or the soft one where there is no other. */
export function standingOf({ hardLimit, softLimit, spent, held }: Limits): Standing {
  const gone = Number(spent) + Number(held);
  const isOver = (limit: string | null) => limit !== null && gone >= Number(limit);
  return {
    limit: Number(hardLimit ?? softLimit ?? 0),
    spent: Number(spent),
    held: Number(held),
    over: isOver(hardLimit) ? "all" : isOver(softLimit) ? "soft" : "nothing",
  };
}

/** 0 to 1: how much of it is spent, and how much of the rest is held. */
export function shares({ limit, spent, held }: Standing): { spent: number; held: number } {
  if (limit <= 0) return { spent: spent + held > 0 ? 1 : 0, held: 0 };
  const first = Math.min(1, spent / limit);
  return { spent: first, held: Math.min(1 - first, held / limit) };
}

export function whoseWords({
  scope,
  project,
  account,
}: Pick<Budget, "scope" | "project" | "account">) {
  if (scope === "PROJECT") return project?.name ?? "A deleted project";
  if (scope === "ACCOUNT") return account?.name ?? "Somebody who left";
  return "The whole workspace";
}

/** What is gone over comes before what is nearly so. */
const RANK = { nothing: 0, soft: 2, all: 4 } as const;

type Mine = { projectId: string | null; accountId: string | null };

/** Of those that hold here, the one of which the least is left. */
export function tightest(
  budgets: readonly Budget[],
  { projectId, accountId }: Mine,
): Budget | null {
  const here = budgets.filter(
    ({ scope, project, account }) =>
      scope === "WORKSPACE" ||
      (scope === "PROJECT" && project?.id === projectId) ||
      (scope === "ACCOUNT" && account?.id === accountId),
  );
  const used = (budget: Budget) => {
    const { limit, spent, held, over } = standingOf(budget);
    return RANK[over] + Math.min(1, (spent + held) / Math.max(1, limit));
  };
  return here.toSorted((one, other) => used(other) - used(one))[0] ?? null;
}
