import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback } from "react";
import { type Show, showOf } from "./filter";

type Search = { scene?: string; q?: string; show?: string };

/** What the address says of the board, and saying it anew. */
export function usePlace() {
  const search: Search = useSearch({ strict: false });
  const navigate = useNavigate();
  const change = useCallback(
    (part: { [Name in keyof Search]?: string | undefined }) =>
      void navigate({
        to: ".",
        search: (before) => ({ ...before, ...part }) as never,
        replace: true,
        resetScroll: false,
      }),
    [navigate],
  );
  const find = useCallback((q: string) => change({ q: q === "" ? undefined : q }), [change]);
  const show: Show = showOf(search.show);
  return { scene: search.scene ?? null, q: search.q ?? "", show, change, find };
}
