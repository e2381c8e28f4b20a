import { useNavigate, useSearch } from "@tanstack/react-router";
import type { MediaKind } from "@/graphql/entities";
import { MADE, type Workflow } from "@/graphql/workflows";
import { cleaned } from "@/ui/address";
import { CATEGORIES } from "./words";

export type Address = {
  tab?: string | undefined;
  q?: string | undefined;
  kind?: string | undefined;
  category?: string | undefined;
  workflow?: string | undefined;
  template?: string | undefined;
};

export function kindOf({ kind }: Address): MediaKind | null {
  return kind && kind in MADE ? (kind as MediaKind) : null;
}

export function categoryOf({ category }: Address): Workflow["category"] | null {
  return category && category in CATEGORIES ? (category as Workflow["category"]) : null;
}

export function useAddress() {
  const address: Address = useSearch({ from: "/workflows" });
  const navigate = useNavigate();
  function change(part: Address, replace = true): void {
    void navigate({
      to: "/workflows",
      search: (before) => cleaned({ ...before, ...part }),
      replace,
      resetScroll: false,
    });
  }
  return { address, change };
}
