import { useState } from "react";
import { lastKind } from "@/graphql/last-kind";
import { quotes } from "@/graphql/quotes";
import { type Options, USUAL } from "./target";

const KEY = "storycanvas.generate";

/** Those that are kept for all tabs; what is made is kept by each tab for itself. */
type Kept = Pick<Options, "count" | "endpointId">;

/** As they were used last, for what is made usually. */
export function keptOptions(what = lastKind.get()): Options {
  const usual = { ...USUAL, what };
  try {
    const { count, endpointId } = JSON.parse(localStorage.getItem(KEY) ?? "{}") as Partial<Kept>;
    return { ...usual, count: count ?? usual.count, endpointId: endpointId ?? null };
  } catch {
    return usual;
  }
}

/** The options as they were used last; a fixed seed is not kept. */
export function useOptions(missingOnly: boolean) {
  const [options, setOptions] = useState(() => ({ ...keptOptions(), missingOnly }));
  const change = (part: Partial<Options>) => setOptions({ ...options, ...part });
  function keep() {
    lastKind.set(options.what);
    const { count, endpointId } = options;
    quotes.forget();
    localStorage.setItem(KEY, JSON.stringify({ count, endpointId } satisfies Kept));
  }
  return [options, change, keep] as const;
}
