import { useNavigate, useSearch } from "@tanstack/react-router";
import { CATEGORIES, type Preset } from "@/graphql/catalogue";
import { cleaned } from "@/ui/address";

export type Address = {
  q?: string | undefined;
  category?: string | undefined;
  preset?: string | undefined;
};

export function categoryOf({ category }: Address): Preset["category"] | null {
  return category && category in CATEGORIES ? (category as Preset["category"]) : null;
}

export function useAddress() {
  const address: Address = useSearch({ from: "/presets" });
  const navigate = useNavigate();
  function change(part: Address, replace = true): void {
    void navigate({
      to: "/presets",
      search: (before) => cleaned({ ...before, ...part }),
      replace,
      resetScroll: false,
    });
  }
  return { address, change };
}
