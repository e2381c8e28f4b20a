import { useNavigate, useSearch } from "@tanstack/react-router";
import type { VariablesOf } from "@/graphql/tada";
import { cleaned } from "@/ui/address";
import { sinceDays } from "@/ui/moments";
import type { ReportQuery } from "./documents";

export type By = VariablesOf<typeof ReportQuery>["by"];

export const BYS: Record<By, string> = {
  PROJECT: "Project",
  ACCOUNT: "Person",
  MODEL: "Model",
  ENDPOINT: "Endpoint",
  KIND: "Kind",
  DAY: "Day",
};

export const REPORTED = {
  "7": "7 days",
  "30": "30 days",
  "90": "90 days",
  all: "All time",
} as const;
export type Reported = keyof typeof REPORTED;

type Address = {
  by?: string | undefined;
  period?: string | undefined;
  project?: string | undefined;
  entries?: string | undefined;
};

/** From the midnight of UTC so many days ago, today among them; null for all time. */
export function sinceOf(period: Reported, now = Date.now()): string | null {
  return period === "all" ? null : sinceDays(Number(period), now);
}

export function useAddress() {
  const address: Address = useSearch({ from: "/spending" });
  const navigate = useNavigate();
  const by = (Object.keys(BYS) as By[]).find((one) => one === address.by) ?? "PROJECT";
  const period =
    (Object.keys(REPORTED) as Reported[]).find((one) => one === address.period) ?? "30";
  function change(part: Address): void {
    void navigate({
      to: "/spending",
      search: (before) => cleaned({ ...before, ...part }),
      replace: true,
      resetScroll: false,
    });
  }
  return {
    by,
    period,
    projectId: address.project ?? null,
    unassigned: address.entries === "unassigned",
    change,
  };
}
