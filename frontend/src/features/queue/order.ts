/** The order of a queue as a person reads it. */
import type { Job } from "@/graphql/entities";
import type { Eta } from "./words";

const FURTHEST: readonly Job["state"][] = [
  "SAVING",
  "RUNNING",
  "STARTING",
  "CANCELLING",
  "WAITING",
  "SUBMITTING",
  "QUEUED",
];

const byTime = (a: Job, b: Job) =>
  a.createdAt.localeCompare(b.createdAt) || a.id.localeCompare(b.id);

const byTurn = (a: Job, b: Job) => placeIn(a) - placeIn(b) || byTime(a, b);

function placeIn({ pausedAt, queuePosition }: Job): number {
  if (pausedAt !== null) return Number.MAX_SAFE_INTEGER;
  return queuePosition ?? Number.MAX_SAFE_INTEGER - 1;
}

/** What is furthest first, then who asked first. */
export function moving(jobs: readonly Job[]): Job[] {
  return jobs.toSorted(
    (a, b) => FURTHEST.indexOf(a.state) - FURTHEST.indexOf(b.state) || byTime(a, b),
  );
}

type Page = {
  pageInfo: { hasNextPage: boolean; endCursor?: string | null };
  nodes: readonly Job[];
};

/** What the pages that are read begin after, and the one to read next, up to `depth` of them. */
export function cursors(pages: ReadonlyMap<string | null, Page>, depth: number): (string | null)[] {
  const found: (string | null)[] = [null];
  while (found.length < depth) {
    const last = pages.get(found.at(-1) ?? null)?.pageInfo;
    if (!last?.hasNextPage || !last.endCursor) break;
    found.push(last.endCursor);
  }
  return found;
}

/**
 * Those that wait, as far as they are read. All of them stand in the order of their turns, with what
 * is paused at the end; of more than a page the last asked for stand first, as they are read.
 */
export function waiting(pages: ReadonlyMap<string | null, Page>, depth: number): Job[] {
  const read = cursors(pages, depth).flatMap((after) => pages.get(after) ?? []);
  const jobs = [
    ...new Map(read.flatMap(({ nodes }) => nodes).map((job) => [job.id, job])).values(),
  ];
  const [first] = read;
  return first?.pageInfo.hasNextPage ? jobs : jobs.toSorted(byTurn);
}

const MOST_ENDED = 40;

/** What ended last first; not more of it than one may want to look back at. */
export function ended(jobs: readonly Job[]): Job[] {
  const sorted = jobs.toSorted((a, b) => (b.finishedAt ?? "").localeCompare(a.finishedAt ?? ""));
  return sorted.slice(0, MOST_ENDED);
}

/** The longest wait that is known, as it is told now; null if none is. */
export function longestWait<One>(jobs: readonly One[], told: (job: One) => Eta): Eta | null {
  const known = jobs.map(told).filter(({ etaSeconds }) => typeof etaSeconds === "number");
  const [longest = null] = known.toSorted((a, b) => (b.etaSeconds ?? 0) - (a.etaSeconds ?? 0));
  return longest;
}
