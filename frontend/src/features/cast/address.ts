import { useNavigate, useSearch } from "@tanstack/react-router";
import { cleaned } from "@/ui/address";
import { TABS, type Tab } from "./words";

export type Address = {
  tab?: string | undefined;
  q?: string | undefined;
  item?: string | undefined;
};

export function tabOf({ tab }: Address): Tab {
  return Object.keys(TABS).find((one): one is Tab => one === tab) ?? "characters";
}

export function useAddress() {
  const address: Address = useSearch({ from: "/projects/$projectId/cast" });
  const navigate = useNavigate();
  function change(part: Address): void {
    void navigate({
      to: ".",
      search: (before) => cleaned({ ...before, ...part }),
      replace: true,
      resetScroll: false,
    });
  }
  return { address, change };
}
