/** What is to be seen of the models, as the address says it. */
import { useNavigate, useSearch } from "@tanstack/react-router";
import { MODEL_KINDS, type Model } from "@/graphql/catalogue";
import { cleaned } from "@/ui/address";

type Kind = Model["kind"];

export const SORTS = [
  { value: "name", label: "By name", sort: "NAME" },
  { value: "newest", label: "Newest", sort: "CREATED" },
  { value: "rating", label: "Best rated", sort: "RATING" },
] as const;

export const CIVITAI_SORTS = [
  { value: "rating", label: "Best rated", sort: "RATING" },
  { value: "downloads", label: "Most downloaded", sort: "DOWNLOADS" },
  { value: "newest", label: "Newest", sort: "NEWEST" },
] as const;

export type Address = {
  tab?: string | undefined;
  q?: string | undefined;
  kind?: string | undefined;
  family?: string | undefined;
  base?: string | undefined;
  on?: string | undefined;
  marked?: string | undefined;
  sort?: string | undefined;
  mature?: string | undefined;
  model?: string | undefined;
  origin?: string | undefined;
};

function isKind(value: string | undefined): value is Kind {
  return value !== undefined && value in MODEL_KINDS;
}

/** Which models the address asks for. */
export function filterOf(address: Address) {
  const { q, kind, family, base, on, marked, mature } = address;
  return {
    search: q ?? null,
    kinds: isKind(kind) ? [kind] : null,
    families: family ? [family] : null,
    bases: base ? [base] : null,
    endpointId: on && on !== "any" && on !== "none" ? on : null,
    available: on === "any" ? true : on === "none" ? false : null,
    bookmarked: marked ? true : null,
    nsfw: mature === "yes",
  };
}

/** Whether anything narrows the list. */
export function isNarrowed({ q, kind, family, base, on, marked }: Address): boolean {
  return [q, kind, family, base, on, marked].some((part) => part !== undefined);
}

export function sortOf(address: Address) {
  return SORTS.find(({ value }) => value === address.sort)?.sort ?? "NAME";
}

/** Which of CivitAI's models the address asks for. */
export function publishedOf({ q, kind, base, sort, mature }: Address) {
  return {
    query: q ?? null,
    kinds: isKind(kind) ? [kind] : null,
    bases: base ? [base] : null,
    nsfw: mature === "yes",
    sort: CIVITAI_SORTS.find(({ value }) => value === sort)?.sort ?? ("RATING" as const),
  };
}

export function useAddress() {
  const address: Address = useSearch({ from: "/models" });
  const navigate = useNavigate();
  /** Narrowing takes the place of what was there; opening something can be gone back from. */
  function change(part: Address, replace = true): void {
    void navigate({
      to: "/models",
      search: (before) => cleaned({ ...before, ...part }),
      replace,
      resetScroll: false,
    });
  }
  return { address, change };
}
