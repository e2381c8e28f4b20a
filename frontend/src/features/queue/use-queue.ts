import type { CombinedError } from "@urql/core";
import { useCallback, useEffect, useEffectEvent, useMemo, useRef, useState } from "react";
import { useClient, useQuery } from "urql";
import type { Job } from "@/graphql/entities";
import { onReturn } from "@/graphql/socket";
import { ActiveJobs, EndedJobs, MovingJobs, WaitingJobs, type WaitingPage } from "./documents";
import { cursors, ended, moving, waiting } from "./order";

/** Of one project, or of all. */
export type Scope = { projectId: string | null };

/** How many renders are under way; kept by events, never asked for again. */
export function useActiveCount(scope: Scope): number | undefined {
  const [{ data }, reread] = useQuery({ query: ActiveJobs, variables: scope });
  useReturn(() => reread({ requestPolicy: "network-only" }));
  return data?.jobs.totalCount;
}

/** The renders under way and those that ended lately. */
export function useQueue(scope: Scope) {
  const count = useActiveCount(scope);
  const fresh = { variables: scope, requestPolicy: "cache-and-network" as const };
  const [now, rereadNow] = useQuery({ query: MovingJobs, ...fresh });
  const [past, rereadPast] = useQuery({ query: EndedJobs, ...fresh });
  const { jobs: rest, more, read, error, again } = useWaiting(scope);
  function reread() {
    rereadNow({ requestPolicy: "network-only" });
    rereadPast({ requestPolicy: "network-only" });
    again();
  }
  useReturn(reread);
  return {
    active: useMemo(() => [...moving(now.data?.jobs.nodes ?? []), ...rest], [now.data, rest]),
    past: useMemo(() => ended(past.data?.jobs.nodes ?? []), [past.data]),
    count: count ?? 0,
    more,
    error: now.error ?? error,
    waiting: !read || !now.data,
    again: reread,
  };
}

/** Of other projects it is not told again what became of their renders while the way was lost. */
function useReturn(reread: () => void): void {
  const read = useEffectEvent(reread);
  useEffect(() => onReturn(() => read()), []);
}

type Pages = ReadonlyMap<string | null, WaitingPage>;

/** What waits, page by page: `more` reads the next, and is null where there is none. */
function useWaiting({ projectId }: Scope) {
  const client = useClient();
  const [pages, setPages] = useState<Pages>(new Map());
  const [depth, setDepth] = useState(1);
  const [error, setError] = useState<CombinedError>();
  const readings = useRef(new Map<string | null, { unsubscribe: () => void }>());
  const wanted = cursors(pages, depth);

  useEffect(() => {
    for (const after of wanted) {
      if (readings.current.has(after)) continue;
      const requestPolicy = after === null ? "cache-and-network" : "network-only";
      const reading = client
        .query(WaitingJobs, { projectId, after }, { requestPolicy })
        .subscribe(({ data, error }) => {
          setError(error);
          if (data) setPages((before) => new Map(before).set(after, data.jobs));
        });
      readings.current.set(after, reading);
    }
  });
  const leave = useCallback(() => {
    for (const { unsubscribe } of readings.current.values()) unsubscribe();
    readings.current.clear();
  }, []);
  useEffect(() => leave, [leave]);

  const last = pages.get(wanted.at(-1) ?? null);
  const next = last?.pageInfo.hasNextPage === true && wanted.length === depth;
  const deeper = useCallback(() => setDepth((before) => before + 1), []);
  const again = useCallback(() => {
    leave();
    setPages(new Map());
  }, [leave]);
  const jobs: Job[] = useMemo(() => waiting(pages, depth), [pages, depth]);
  return { jobs, more: next ? deeper : null, read: pages.size > 0, error, again };
}
