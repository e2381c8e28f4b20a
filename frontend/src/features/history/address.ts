import { useNavigate, useSearch } from "@tanstack/react-router";
import type { MediaKind } from "@/graphql/entities";
import { KINDS } from "@/graphql/words";
import { cleaned } from "@/ui/address";
import { sinceDays } from "@/ui/moments";
import type { Filter } from "./documents";

export const OUTCOMES = {
  COMPLETED: "Done",
  FAILED: "Failed",
  CANCELLED: "Cancelled",
  active: "Under way",
} as const;
type Outcome = keyof typeof OUTCOMES;

export const PERIODS = {
  "1": "Today",
  "7": "7 days",
  "30": "30 days",
  "90": "90 days",
} as const;
type Period = keyof typeof PERIODS;

export type Address = {
  q?: string | undefined;
  model?: string | undefined;
  kind?: string | undefined;
  /** An account. */
  by?: string | undefined;
  period?: string | undefined;
  outcome?: string | undefined;
  project?: string | undefined;
};

function among<Name extends string>(names: Record<Name, unknown>, said: string | undefined) {
  return (Object.keys(names) as Name[]).find((name) => name === said) ?? null;
}

/** From the midnight of UTC so many days ago, today among them; null for all time. */
export function sinceOf({ period }: Address, now = Date.now()): string | null {
  const days: Period | null = among(PERIODS, period);
  return days === null ? null : sinceDays(Number(days), now);
}

/** What the graph is asked for: only what was chosen, those that were cleared among them. */
export function filterOf(address: Address, now = Date.now()): Filter {
  const { q, model, by, project } = address;
  const kind: MediaKind | null = among(KINDS, address.kind);
  const outcome: Outcome | null = among(OUTCOMES, address.outcome);
  const since = sinceOf(address, now);
  return {
    cleared: null,
    ...(q ? { search: q } : {}),
    ...(model ? { model } : {}),
    ...(kind ? { kind } : {}),
    ...(by ? { accountId: by } : {}),
    ...(project ? { projectId: project } : {}),
    ...(since ? { since } : {}),
    ...(outcome === "active" ? { active: true } : outcome ? { states: [outcome] } : {}),
  };
}

export function useAddress() {
  const address: Address = useSearch({ from: "/history" });
  const navigate = useNavigate();
  function change(part: Address): void {
    void navigate({
      to: "/history",
      search: (before) => cleaned({ ...before, ...part }),
      replace: true,
      resetScroll: false,
    });
  }
  return { address, change };
}
